"""A home of real firmware, a real Home Assistant close to the end of an hour, a real InfluxDB."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.adopt import add_broker, add_nodes
from demo.api import Api
from demo.hass import REPOSITORY, Hass, write_config
from demo.influx import DATABASE, add_influxdb, influxdb
from demo.ports import free_port
from demo.server import fetched
from demo.servers import InfluxDB
from simulator.home import Home
from simulator.node import Node
from simulator.plan import Plan
from tests.e2e.taken import Course, Taken

HOUR = 3600
# What is to happen in the hour waits for so many seconds, and for this machine, which is measured.
WAITS_SECONDS = 45
PACES = 4
PATIENCE_SECONDS = 150
MEASURED = ("02", "03", "04", "05", "0c")
PLAN = Plan(nodes=2, interval=4, heartbeat=12, sealed=True)
LIBRARIES = [
    *Path("/usr/lib").glob("*/faketime/libfaketime.so.1"),
    *fetched().glob("lib/*/faketime/libfaketime.so.1"),
]


@dataclass(slots=True)
class Stage:
    """All that runs."""

    home: Home
    hass: Hass
    influxd: InfluxDB
    taken: Taken
    entry_id: str
    # What is added to this machine's time to get Home Assistant's.
    ahead: float
    # When Home Assistant's hour ends, in this machine's time.
    end_of_hour: float
    # Since when the nodes are known.
    adopted: float = 0.0
    entities: dict[str, str] = field(default_factory=dict)

    def written(self, entity_id: str) -> Course:
        """Return what the database holds of an entity, in this machine's time."""
        name = entity_id.partition(".")[2]
        found = self.influxd.query(
            f"SELECT value FROM /.*/ WHERE \"entity_id\" = '{name}'", DATABASE
        )
        rows = [row for series in found for row in series["values"]]
        return sorted((row[0] / 1e9 - self.ahead, row[1]) for row in rows)

    async def adopt(self) -> None:
        """Add nodes that have got batteries; return when all that they measure is shown."""
        for node in self.home.nodes:
            node.launcher.power_on()
        async with Api(self.hass.url) as api:
            await add_nodes(api, self.entry_id, self.home.nodes)
            await until(lambda: self._shown(api))
        self.adopted = time.time()

    async def figures(self) -> dict[str, Any]:
        """Return what the diagnostics tell of late samples."""
        async with Api(self.hass.url) as api:
            path = f"/api/diagnostics/config_entry/{self.entry_id}"
            found: dict[str, Any] = (await api.get(path))["data"]["late_history"]
            return found

    async def rows(self) -> dict[str, dict[str, float]]:
        """Return the statistics of the hour that has ended, by entity."""
        start = time.gmtime(self.end_of_hour + self.ahead - HOUR)
        async with Api(self.hass.url) as api:
            found = await api.command(
                "recorder/statistics_during_period",
                start_time=time.strftime("%Y-%m-%dT%H:%M:%SZ", start),
                statistic_ids=list(self.entities.values()),
                period="hour",
                types=["mean", "min", "max"],
            )
        return {entity_id: each[0] for entity_id, each in found.items()}

    async def _shown(self, api: Api) -> bool:
        """Note the entities that there are; tell whether none is missing."""
        for entity in await api.command("config/entity_registry/list"):
            if entity["unique_id"].split("-")[1:2] in [[each] for each in MEASURED]:
                self.entities[entity["unique_id"]] = entity["entity_id"]
        return len(self.entities) == len(self.home.nodes) * len(MEASURED)


@contextmanager
def out_of_reach(home: Home, node: Node) -> Iterator[None]:
    """Let nobody hear a node, nor it anybody."""

    def drops(frame: Any) -> bool:
        return node.mac in (frame.source, frame.destination)

    home.ether.taps.append(drops)
    try:
        yield
    finally:
        home.ether.taps.remove(drops)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Return when a condition holds; after long enough the test shows what does not."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not await condition() and time.monotonic() < end:
        await asyncio.sleep(1)


async def begin(hass: Hass) -> None:
    """Start Home Assistant, and return when all that it has is set up."""
    await hass.start()
    async with Api(hass.url) as api:

        async def runs() -> bool:
            return bool((await api.get("/api/config"))["state"] == "RUNNING")

        await until(runs)


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """Start all of it, twice: the first start shows how long the machine takes."""
    port = free_port()
    write_config(folder, port)
    program = REPOSITORY / ".venv/run/bin/hass"
    hass = Hass(folder, port, program)
    with influxdb(folder) as server:
        async with Home(PLAN) as home:
            try:
                began = time.time()
                await begin(hass)
                async with Api(hass.url) as api:
                    await add_influxdb(api, server, folder)
                    entry_id = await add_broker(api, home.broker.port)
                await hass.stop()
                for node in home.nodes:
                    node.launcher.power_off()
                now = time.time()
                end_of_hour = now + WAITS_SECONDS + PACES * (now - began)
                ahead = -end_of_hour % HOUR
                hass = Hass(folder, port, program, _environment(ahead))
                await begin(hass)
                taken = Taken(home.nodes)
                yield Stage(home, hass, server, taken, entry_id, ahead, end_of_hour)
            finally:
                await hass.stop()


def _environment(ahead: float) -> dict[str, str]:
    """Return what sets a program's clock so many seconds ahead."""
    return {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME": f"{ahead:+.3f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(Path(__file__).parent / "clock"),
    }
