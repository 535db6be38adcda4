"""A real Home Assistant through faults of every kind that it outlives: its memory and its log."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import psutil

from campaign.airwatch import AirWatch
from campaign.home_assistant import judge, settled, table_of
from campaign.nonces import NonceWatch
from campaign.soak import ANYWHERE, LONGEST, SHORTEST
from campaign.truth import Truth
from campaign.verdict import Row
from demo.adopt import add_broker, add_nodes
from demo.api import Api
from demo.hass import Hass, write_config
from demo.ports import free_port
from simulator.ether import Conditions
from simulator.home import Home
from simulator.plan import Plan

NAME: Final = "soak"
# Eight nodes fit the file that `table_of` reads.
PLAN: Final = Plan(nodes=8, interval=1, heartbeat=1, sealed=True)
# Until all entities are there, and what Home Assistant loads when it is first used.
WARM_UP_SECONDS: Final = 60.0


@dataclass(slots=True)
class Looks:
    """What was seen from time to time: MB that Home Assistant holds, bytes free in the broker."""

    resident: list[float] = field(default_factory=list)
    free: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the medians of each quarter of the time."""
        return (
            f"Home Assistant {_course(self.resident)} MB resident; "
            f"broker {_course(self.free)} B free"
        )


def _course(looks: Sequence[float]) -> str:
    """Return the medians of each quarter."""
    part = max(1, len(looks) // 4)
    quarters = [looks[start : start + part] for start in range(0, 4 * part, part)]
    return ", ".join(f"{median(quarter):.0f}" for quarter in quarters if quarter)


@dataclass(slots=True)
class Soak:
    """A home and a Home Assistant that lasts."""

    home: Home
    hass: Hass
    config: Path
    looks: Looks = field(default_factory=Looks)
    faults: int = 0

    async def play(self, seconds: float) -> Row:
        """Join both as a user would, let one fault follow the other, and judge."""
        truth, air, nonces = Truth(time.time), AirWatch(self.home), NonceWatch(self.home)
        for node in self.home.nodes:
            truth.watch(node)
        await self.hass.start()
        async with Api(self.hass.url) as api:
            entry = await add_broker(api, self.home.broker.port)
            await add_nodes(api, entry, self.home.nodes)
            await asyncio.sleep(WARM_UP_SECONDS)
            began = time.monotonic()
            await self._faults(api, entry, began + seconds)
        self.home.ether.conditions = Conditions()
        await settled(truth, self.config, time.time())
        row = judge(
            self.home, (truth, air, nonces), table_of(self.config), time.monotonic() - began
        )
        row.notes.extend((f"{self.faults} faults", str(self.looks)))
        row.broken.extend(f"in the log: {line}" for line in self.complaints())
        return row

    def complaints(self) -> list[str]:
        """Return what our code had to complain of."""
        lines = self.hass.log.read_text().splitlines()
        ours = [line for line in lines if "[custom_components.domotik" in line]
        return [line for line in ours if " INFO " not in line]

    async def _faults(self, api: Api, entry: str, end: float) -> None:
        """Let one fault follow the other, and look at what is held after each."""
        luck = random.Random(7)
        while time.monotonic() < end:
            fault = ANYWHERE[luck.choice(list(ANYWHERE))]
            await fault(self, luck.uniform(SHORTEST, LONGEST))
            self.faults += 1
            await self._look(api, entry)

    async def _look(self, api: Api, entry: str) -> None:
        """Note what Home Assistant and the broker have in use."""
        self.looks.resident.append(psutil.Process(self.hass.pid).memory_info().rss / 2**20)
        told = await api.get(f"/api/diagnostics/config_entry/{entry}")
        stats = told["data"]["broker"].get("stats") or {}
        if "free_heap" in stats:
            self.looks.free.append(stats["free_heap"])


async def run(seconds: float) -> Row:
    """Play it."""
    with TemporaryDirectory(prefix="domotik-campaign-") as folder:
        config, port = Path(folder), free_port()
        write_config(config, port)
        hass = Hass(config, port)
        async with Home(PLAN) as home:
            try:
                return await Soak(home, hass, config).play(seconds)
            finally:
                await hass.stop()
