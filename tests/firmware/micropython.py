"""Runs a module of tests under MicroPython."""

import json
from pathlib import Path

from simulator import desk

TESTS = Path(__file__).resolve().parent
SECONDS = 60


async def run_module(path: Path) -> dict[str, str]:
    """Return what went wrong, or an empty text, for each test of a module."""
    output = await desk.run(TESTS / "run.py", path.stem, patience=SECONDS, folders=(TESTS,))
    rows = [json.loads(line) for line in output.splitlines() if line.startswith('{"')]
    return {row["test"]: row["error"] for row in rows}
