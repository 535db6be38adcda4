"""Outcomes as tables."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

COLUMNS: Final = (
    "fault",
    "seconds",
    "taken",
    "arrived",
    "lost",
    "counted",
    "doubled",
    "again",
    "out_of_time",
)
FUZZED: Final = re.compile(r"^(\w+) +(\d+) inputs +(\d+) s", re.MULTILINE)
FUZZED_BEFORE: Final = re.compile(r"^\| `(\w+)` \| ([\d,]+) \| ([\d,]+) \|", re.MULTILINE)


def played(rows: Iterable[dict[str, Any]]) -> str:
    """Return the campaign's rows, and below them what was noted of them."""
    cells, notes = [], []
    for row in rows:
        cells.append([str(row[column]) for column in COLUMNS])
        notes += [f"- {row['fault']}: {note}" for note in row["notes"]]
        notes += [f"- **{row['fault']}: broken**: {text}" for text in row["broken"]]
    names = [column.replace("_", " ") for column in COLUMNS]
    return "\n".join([*table(names, cells), *(["", *notes] if notes else [])])


def fuzzed(output: str, before: str) -> str:
    """Return how many inputs each target has had, with those that the page tells of."""
    sums: dict[str, tuple[int, int]] = {}
    for target, inputs, seconds in [*FUZZED_BEFORE.findall(before), *FUZZED.findall(output)]:
        known = sums.get(target, (0, 0))
        sums[target] = known[0] + _number(inputs), known[1] + _number(seconds)
    cells = [
        [f"`{target}`", f"{inputs:,}", f"{seconds:,}"]
        for target, (inputs, seconds) in sums.items()
    ]
    inputs, seconds = (sum(column) for column in zip(*sums.values(), strict=True))
    total = f"Together {inputs / 1e6:.1f} million inputs in {seconds / 60:.0f} minutes."
    return "\n".join([*table(("target", "inputs", "seconds"), cells), "", total])


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table of figures, whose first column are names."""
    ruler = f"|---|{'---:|' * (len(names) - 1)}"
    return [f"| {' | '.join(names)} |", ruler, *(f"| {' | '.join(row)} |" for row in rows)]


def _number(text: str) -> int:
    """Return a number that may have commas."""
    return int(text.replace(",", ""))
