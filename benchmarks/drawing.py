"""The time and memory that drawing a summary for a panel takes."""

import argparse
import time
import tracemalloc
from collections.abc import Callable
from statistics import median

from custom_components.domotik.display.layout import draw
from custom_components.domotik.display.panels import PANELS
from tests.display.summaries import SUMMARIES

ROUNDS = 100
SHOWN = ("typical", "12 rooms")
PANEL_KEYS = ("2in13b_v3", "2in13b_v4", "2in9b_v4", "4in2b_v2", "7in5b_v2")


def main() -> None:
    """Print a row for each panel and summary."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark drawing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default: {ROUNDS}")
    rounds = parser.parse_args().rounds
    print("| panel | summary | first, ms | median, ms | longest, ms | memory at most, kB |")
    print("|---|---|---:|---:|---:|---:|")
    for key in PANEL_KEYS:
        for name in SHOWN:
            first, *rest = measured(key, name, rounds)
            panel = PANELS[key]
            figures = (
                f"{first:.1f} | {median(rest):.1f} | {max(rest):.1f} | {memory(key, name):.0f}"
            )
            print(f"| {panel.width} x {panel.height} | {name} | {figures} |", flush=True)


def measured(key: str, name: str, rounds: int) -> list[float]:
    """Return how many milliseconds each of some drawings takes."""
    panel = PANELS[key]
    return [
        spent(lambda: draw(SUMMARIES[name], panel.size(0), red=panel.red)) for _ in range(rounds)
    ]


def memory(key: str, name: str) -> float:
    """Return the kilobytes of Python's memory that a drawing takes at most."""
    panel = PANELS[key]
    tracemalloc.start()
    draw(SUMMARIES[name], panel.size(0), red=panel.red)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1024


def spent(work: Callable[[], object]) -> float:
    """Return how many milliseconds something takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
