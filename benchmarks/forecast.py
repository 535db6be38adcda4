"""How good the forecast of a battery's end is, over simulated batteries that run to theirs.

`python -m benchmarks.forecast --batteries 100`
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from custom_components.domotik.protocol.chemistry import BATTERIES
from custom_components.domotik.protocol.forecast import Forecast
from simulator.lives import DAY, Reading, live

WITHIN = 0.25
# Shares that are used when a forecast is asked for, in percent.
LATER = 30
USED = (10, 20, 30, 40, 50, 60, 70, 80, 90, 95)


@dataclass(frozen=True, slots=True)
class Asked:
    """One forecast, and the truth."""

    used: int
    days: float | None
    truth: float

    @property
    def good(self) -> bool:
        """Tell whether the forecast was near enough; having none is not."""
        return self.days is not None and abs(self.days - self.truth) <= WITHIN * self.truth


def ask(kind: str, seed: int, every: float, bump: float = 0.0) -> list[Asked]:
    """Run one battery to its end and return the forecasts on the way."""
    forecast = Forecast()
    life: list[Reading] = list(live(kind, seed, every, bump))
    full, end = life[0].left, life[-1].time
    asked: list[Asked] = []
    for reading in life:
        forecast.note(reading.time, reading.volts)
        used = 100 * (1 - reading.left / full)
        if len(asked) < len(USED) and used >= USED[len(asked)]:
            truth = (end - reading.time) / DAY
            asked.append(Asked(USED[len(asked)], forecast.days_left(kind), truth))
    return asked


def row(kind: str, asked: Sequence[Asked]) -> str:
    """Return one line: for each used share, how many were told and how many were good."""
    cells = []
    for used in USED:
        some = [each for each in asked if each.used == used]
        told = sum(each.days is not None for each in some)
        good = sum(each.good for each in some)
        cells.append(f"{100 * good / len(some):3.0f}/{100 * told / len(some):3.0f}")
    later = [each for each in asked if each.used >= LATER]
    share = 100 * sum(each.good for each in later) / len(later)
    errors = [abs(each.days / each.truth - 1) for each in later if each.days is not None]
    cells += [f"{share:.0f} %", f"{100 * median(errors):.0f} %"]
    return f"| {kind:11} | {' | '.join(cells)} |"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batteries", type=int, default=100, help="of each chemistry")
    parser.add_argument("--hours", type=float, default=1, help="between two readings")
    parser.add_argument("--bump", type=float, default=0, help="cells off the book, as a share")
    options = parser.parse_args()
    began = time.perf_counter()
    print(f"good/told in %, good = within {WITHIN:.0%} of the days that were really left")
    print(f"| used | {' | '.join(f'{used:5} %' for used in USED)} | from 30 % on | median error |")
    print("|---" * (len(USED) + 3) + "|")
    for kind in BATTERIES:
        asked = [
            each
            for seed in range(options.batteries)
            for each in ask(kind, seed, options.hours * 3600, options.bump)
        ]
        print(row(kind, asked), flush=True)
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
