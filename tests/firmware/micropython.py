"""Runs a module of tests under MicroPython, on a simulated board with nothing around it."""

import asyncio
import json
import os
import sys
from pathlib import Path

from simulator.board import Board, Cause
from simulator.bus import BoardBus
from simulator.clock import Clock
from simulator.ether import Ether

TESTS = Path(__file__).resolve().parent
REPOSITORY = TESTS.parent.parent
INTERPRETER = Path(sys.executable).with_name("micropython")
FOLDERS = (
    REPOSITORY / "simulator/standins",
    REPOSITORY / "firmware/broker",
    REPOSITORY / "firmware/node",
    REPOSITORY / "firmware/lib",
    REPOSITORY / "custom_components/domotik/protocol",
    TESTS,
)
SECONDS = 60


class MicroPythonError(Exception):
    """MicroPython ended before it had run the tests; the text is what it printed."""


async def run_module(path: Path) -> dict[str, str]:
    """Return what went wrong, or an empty text, for each test of a module."""
    bus = BoardBus(Ether())
    await bus.start()
    try:
        board = Board("desk", bytes.fromhex("24dcc3000009"), Clock())
        bus.add(board)
        board.start(Cause.POWER_ON)
        return await _run(path, bus.address(board))
    finally:
        await bus.stop()


async def _run(path: Path, address: str) -> dict[str, str]:
    """Run a module in a process and read its outcomes."""
    environment = os.environ | {
        "DOMOTIK_BOARD": address,
        "MICROPYPATH": ":".join(map(str, FOLDERS)),
        "TZ": "UTC",
    }
    process = await asyncio.create_subprocess_exec(
        INTERPRETER,
        "-X",
        "heapsize=1m",
        TESTS / "run.py",
        path.stem,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await asyncio.wait_for(process.communicate(), SECONDS))[0].decode()
    if process.returncode:
        raise MicroPythonError(output)
    rows = [json.loads(line) for line in output.splitlines() if line.startswith('{"')]
    return {row["test"]: row["error"] for row in rows}
