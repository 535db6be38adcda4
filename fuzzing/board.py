"""Runs real firmware under MicroPython on mutated inputs."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from fuzzing.corpus import HERE, seeds
from simulator import desk

ON_BOARD: Final = HERE / "on_board"
TARGETS: Final = ("broker", "air", "node", "list")
SLACK_SECONDS: Final = 60


def run(target: str, seconds: float, seed: int, inputs: int = 0) -> dict[str, Any]:
    """Return how many inputs were tried and what went wrong; `inputs` ends it earlier."""
    with TemporaryDirectory(prefix="domotik-fuzz-") as name:
        folder = Path(name)
        told = {
            "seconds": seconds,
            "seed": seed,
            "inputs": inputs,
            "seeds": [each.hex() for each in seeds(target)],
        }
        (folder / "told.json").write_text(json.dumps(told))
        output = asyncio.run(
            desk.run(
                ON_BOARD / "drive.py",
                target,
                patience=seconds + SLACK_SECONDS,
                folders=(ON_BOARD,),
                folder=folder,
            )
        )
    outcome: dict[str, Any] = json.loads(output.splitlines()[-1])
    return outcome
