"""Runs real firmware under MicroPython on mutated inputs."""

import asyncio
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from fuzzing.corpus import HERE, seeds
from simulator.board import Board, Cause
from simulator.bus import BoardBus
from simulator.clock import Clock
from simulator.ether import Ether

ROOT: Final = HERE.parent
FOLDERS: Final = (
    ROOT / "simulator/standins",
    ROOT / "firmware/broker",
    ROOT / "firmware/node",
    ROOT / "firmware/lib",
    ROOT / "custom_components/domotik/protocol",
    HERE / "on_board",
)
TARGETS: Final = ("broker", "air", "node", "list")
SLACK_SECONDS: Final = 60


class BoardError(Exception):
    """MicroPython ended by itself; the text is what it printed."""


def run(target: str, seconds: float, seed: int, inputs: int = 0) -> dict[str, Any]:
    """Return how many inputs were tried and what went wrong; `inputs` ends it earlier."""
    with TemporaryDirectory(prefix="domotik-fuzz-") as folder:
        told = {
            "seconds": seconds,
            "seed": seed,
            "inputs": inputs,
            "seeds": [each.hex() for each in seeds(target)],
        }
        (Path(folder) / "told.json").write_text(json.dumps(told))
        output = asyncio.run(_on_board(target, folder, seconds + SLACK_SECONDS))
    outcome: dict[str, Any] = json.loads(output.splitlines()[-1])
    return outcome


async def _on_board(target: str, folder: str, patience: float) -> str:
    """Return what MicroPython printed, on a simulated board with nothing around it."""
    bus = BoardBus(Ether())
    await bus.start()
    try:
        board = Board("desk", bytes.fromhex("24dcc3000009"), Clock())
        bus.add(board)
        board.start(Cause.POWER_ON)
        return await _interpret(target, folder, bus.address(board), patience)
    finally:
        await bus.stop()


async def _interpret(target: str, folder: str, address: str, patience: float) -> str:
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("micropython"),
        "-X",
        "heapsize=1m",
        HERE / "on_board/drive.py",
        target,
        cwd=folder,
        env=os.environ
        | {"DOMOTIK_BOARD": address, "MICROPYPATH": ":".join(map(str, FOLDERS)), "TZ": "UTC"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await asyncio.wait_for(process.communicate(), patience))[0].decode()
    if process.returncode:
        raise BoardError(output[-3000:])
    return output
