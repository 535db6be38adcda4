"""Programs under MicroPython on a simulated board that has nothing around it."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from simulator.board import Board, Cause
from simulator.bus import BoardBus
from simulator.clock import Clock
from simulator.ether import Ether
from simulator.launcher import STANDINS, micropython
from simulator.reports import PROTOCOL, ROOT

FIRMWARE = ROOT / "firmware"
FOLDERS = (STANDINS, FIRMWARE / "broker", FIRMWARE / "node", FIRMWARE / "lib", PROTOCOL)


class DeskError(Exception):
    """MicroPython ended before its program had; the text is what it printed."""


async def run(
    program: Path,
    *arguments: str,
    patience: float,
    folders: Sequence[Path] = (),
    folder: Path | None = None,
    heap: str = "1m",
) -> str:
    """Return what a program prints that may import the firmware, and what is in more folders."""
    bus = BoardBus(Ether())
    await bus.start()
    try:
        board = Board("desk", bytes.fromhex("24dcc3000009"), Clock())
        bus.add(board)
        board.start(Cause.POWER_ON)
        told = {
            "DOMOTIK_BOARD": bus.address(board),
            "MICROPYPATH": ":".join(map(str, (*FOLDERS, *folders))),
            "TZ": "UTC",
        }
        process = await asyncio.create_subprocess_exec(
            *(micropython(), "-X", f"heapsize={heap}", str(program), *arguments),
            cwd=folder,
            env=os.environ | told,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            output = (await asyncio.wait_for(process.communicate(), patience))[0].decode()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    finally:
        await bus.stop()
    if process.returncode:
        raise DeskError(output[-3000:])
    return output
