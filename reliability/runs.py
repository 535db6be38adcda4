"""What finds a part of the page: each runs a command and returns its outcome as text."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.page import Run
from reliability.tables import fuzzed, played

ROOT: Final = Path(__file__).resolve().parent.parent

# Gets what the page says so far.
type Find = Callable[[str], str]


def tests(*files: str) -> Find:
    """Return what runs tests; one that fails ends it all."""

    def find(_before: str) -> str:
        command, done = ("scripts/test", "-q", *files), Run()
        lines = _output(command, check=True).splitlines()
        verdicts = [line.strip("= ") for line in lines if " passed" in line]
        return f"{verdicts[-1]}.\n\n{_told(command, done)}"

    return find


def campaign(*options: str) -> Find:
    """Return what plays faults; a broken promise is told in their table."""

    def find(_before: str) -> str:
        command, done = ("scripts/campaign", *options), Run()
        with TemporaryDirectory() as folder:
            report = Path(folder) / "rows.json"
            _output((*command, "--report", str(report)), check=False)
            rows: list[dict[str, Any]] = json.loads(report.read_text())["rows"]
        return f"{played(rows)}\n\n{_told(command, done)}"

    return find


def fuzz() -> Find:
    """Return what fuzzes every decoder; a fault ends it all, and lies in `fuzzing/found/`."""

    def find(before: str) -> str:
        command, done = ("scripts/fuzz",), Run()
        table = fuzzed(_output(command, check=True), before)
        return f"{table}\n\n{_told(command, done)}"

    return find


def _output(command: tuple[str, ...], *, check: bool) -> str:
    """Return what a command of the project prints."""
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=check)
    return ended.stdout


def _told(command: tuple[str, ...], run: Run) -> str:
    """Return which command it was, and when."""
    return f"`{' '.join(command)}`: {run}."
