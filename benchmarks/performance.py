"""Runs benchmarks, all or those that are named, and writes their parts of `docs/performance.md`.

Let the machine do nothing else meanwhile: all take about a quarter of an hour.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from benchmarks.page import Page, Run, chosen

COMPARE: Final = (
    "Figures of different machines or days say nothing about each other: compare within a table."
)

type Rows = list[dict[str, str]]
type Goal = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Section:
    """A benchmark, what is said about it, and what it should reach."""

    name: str
    title: str
    text: str
    goals: Callable[[Rows], Iterable[Goal]] = lambda _: ()


def number(cell: str) -> float:
    """Return the number that a cell begins with."""
    return float(cell.partition(" ")[0])


def reading_goals(rows: Rows) -> Iterable[Goal]:
    """Judge the cost of a reading."""
    cost = {row["way"]: number(row["CPU us per reading"]) for row in rows}
    if "mqtt" in cost:
        share = cost["domotik, sealed"] / cost["mqtt"]
        floor = cost["floor"] / cost["mqtt"]
        found = f"{share:.2f}; the floor alone is {floor:.2f}"
        yield "sealed, at most 0.5 of `mqtt`", found, share <= 0.5
    times = cost["domotik, sealed"] / cost["floor"]
    yield "sealed, at most 1.3 times the floor", f"{times:.2f}", times <= 1.3


def latency_goals(rows: Rows) -> Iterable[Goal]:
    """Judge the latency at 50 a second."""
    [row] = [row for row in rows if row["reports a second"] == "50"]
    found = number(row["99th percentile, ms"])
    yield "99th percentile under 20 ms at 50 a second", f"{found:.1f} ms", found < 20


def throughput_goals(rows: Rows) -> Iterable[Goal]:
    """Judge host and broker."""
    stages = {row["stage"]: row for row in rows}
    host = stages["Home Assistant"]
    found = number(host["measured"])
    text = f"{found:.0f}; its CPU alone would do {host['at most']}"
    yield "Home Assistant above 1,000 reports a second", text, found > 1000
    found = number(stages["the broker's own code"]["at most"])
    for stage, row in stages.items():
        if stage.startswith("serial"):
            limit = number(row["at most"])
            goal = f"the broker's own code faster than the {stage.split(',')[0]}"
            yield goal, f"{found:.0f} and {limit:.0f} on this machine, no chip", found > limit


def scale_goals(rows: Rows) -> Iterable[Goal]:
    """Judge a large home, and the row with most nodes."""
    found = number(next(row for row in rows if row["nodes"] == "50")["set-up, s"])
    yield "50 nodes set up within 1 s", f"{found:.1f} s", found <= 1
    row = rows[-1]
    found = number(row["set-up, s"])
    text = f"{found:.1f} s; as many bare entities take {row['bare, CPU s']} s of CPU"
    yield f"{row['nodes']} nodes set up within 3 s", text, found <= 3
    found = number(row["kB per node"])
    text = f"{found:.0f} kB; as many bare entities take {row['bare, kB']} kB"
    yield "under 60 kB per node", text, found < 60
    for when in ("longest step of set-up, ms", "longest step afterwards, ms"):
        found = number(row[when])
        goal = f"no block of the event loop over 50 ms: {when.removesuffix(', ms')}"
        yield goal, f"{found:.0f} ms", found <= 50


SECTIONS: Final = (
    Section(
        "reading",
        "Cost of one reading",
        "CPU time of Home Assistant's process from bytes on a port to five written states, at "
        "100 readings a second; what it takes when nothing happens is subtracted. The floor "
        "writes the five states and does nothing else.",
        reading_goals,
    ),
    Section(
        "latency",
        "From the node's send to the state",
        "Simulated air, the broker's real firmware in MicroPython's unix port, a simulated "
        "serial line of 115200 baud, and a real Home Assistant, all on this machine. The line "
        "alone takes some 8 ms for a report, and is nearly full at 100 a second: what has no room "
        "in the broker then is not acknowledged, and a node would keep it; this sender does not.",
        latency_goals,
    ),
    Section(
        "throughput",
        "Throughput",
        "For the air and the lines, *at most* is what physics allows; for code it is what its CPU "
        "time per report allows. The broker's own code is measured between a radio and a port "
        "that cost nothing, on this machine, in a heap twice that of the chip's 128 kB because "
        "objects take twice the room here: a chip is slower by far. What is measured behind a "
        "fast line is the simulator's own pace.",
        throughput_goals,
    ),
    Section(
        "scale",
        "Many nodes",
        "Memory is that of the process, with all that Home Assistant keeps of entities, devices "
        "and states; *by our code* is what lines of the integration have asked for. *Bare* are as "
        "many sensors of an integration that does nothing at all: the floor. Steps of the event "
        "loop are CPU time, and Python's own garbage collection, which goes through all objects "
        "of Home Assistant, is counted apart. Afterwards every node reports every 300 s; a "
        "write is a file of at most eight nodes.",
        scale_goals,
    ),
    Section(
        "radio",
        "In the air",
        "Computed from the layouts, for five values and one radio, that of the simulator's energy "
        "model; a frame or an answer in twenty is lost. What is not answered is cheaper, and lost "
        "when it is lost.",
    ),
    Section("drawing", "The e-ink summary", "Drawn with Pillow in a thread of its own."),
)


def run(name: str) -> list[str]:
    """Return the table that a benchmark prints."""
    print(f"{name} …", file=sys.stderr, flush=True)
    command = (sys.executable, "-m", f"benchmarks.{name}")
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [line for line in done.stdout.splitlines() if line.startswith("|")]


def rows_of(table: list[str]) -> Rows:
    """Return a table's rows by the names of their columns."""
    names, _, *rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in table)
    return [dict(zip(names, row, strict=True)) for row in rows]


def write_up(section: Section) -> str:
    """Run a benchmark and return its part of the document."""
    done = Run()
    table = run(section.name)
    verdicts = [
        f"- {'Met' if met else '**Not met**'}: {goal}. Found: {found}."
        for goal, found, met in section.goals(rows_of(table))
    ]
    parts = [section.text, "\n".join(table), *(["\n".join(verdicts)] if verdicts else [])]
    return "\n\n".join([*parts, f"`scripts/benchmark {section.name}`: {done}."])


def main() -> None:
    """Write the document."""
    page = Page(
        "Performance",
        f"Written by `scripts/benchmark performance`; do not edit. {COMPARE}",
        [section.title for section in SECTIONS],
    )
    names = [section.name for section in SECTIONS]
    wanted = chosen("scripts/benchmark performance", str(__doc__), names)
    for section in SECTIONS:
        if section.name in wanted:
            page.put(section.title, write_up(section))


if __name__ == "__main__":
    main()
