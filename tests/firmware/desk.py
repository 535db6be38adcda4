"""A desk for the node's drivers: real drivers, chips soldered to a board, and their failures."""

import ast
from collections.abc import Mapping
from typing import Any

from simulator.board import Board
from simulator.i2c import Failure
from simulator.parts import Part, solder
from simulator.plan import FIRMWARE
from simulator.reports import PROTOCOL
from simulator.room import Climate
from tests.simulator.bench import Bench

FOLDERS = (FIRMWARE / "node", FIRMWARE / "lib", PROTOCOL)
CLIMATE = Climate(21.37, 48.25, 1008.43, 230.0, co2=812, tvoc=95, moisture=37.5)
LOOK = """
import time
from measure import Sensors
sensors = Sensors({wirings})
{before}
for _ in range({looks}):
    time.sleep_ms({pause})
    print(sensors.look())
"""

type Look = tuple[list[tuple[int, int]], int]


class Desk:
    """Takes looks at sensors, each with a board of its own."""

    def __init__(self, bench: Bench) -> None:
        """Use a bench."""
        self.bench = bench
        self.climate = CLIMATE
        self.board: Board = bench.board()
        self.parts: list[Part | None] = []
        self.said: list[str] = []

    def solder(self, *wirings: Mapping[str, Any]) -> list[Part | None]:
        """Connect chips to the board, and return them."""
        self.parts = [solder(self.board, wiring, lambda: self.climate) for wiring in wirings]
        return self.parts

    async def looks(
        self, *wirings: Mapping[str, Any], looks: int = 1, pause: int = 0, before: str = ""
    ) -> list[Look]:
        """Return what the node's own code measures in some looks."""
        script = LOOK.format(wirings=list(wirings), looks=looks, pause=pause, before=before)
        printed = (await self.bench.run(script, self.board, FOLDERS)).splitlines()
        self.said = [line for line in printed if not line.startswith("([")]
        return [ast.literal_eval(line) for line in printed if line.startswith("([")]

    async def look(self, *wirings: Mapping[str, Any], failure: Failure = Failure.NONE) -> Look:
        """Solder the sensors, let the first fail, and return one look."""
        part = self.solder(*wirings)[0]
        assert part
        part.failure = failure
        return (await self.looks(*wirings))[0]
