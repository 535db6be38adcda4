"""Time from a node's send to the state in Home Assistant."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from simulator.ether import Frame
from simulator.home import Home
from simulator.reports import load

from .api import Api, Json
from .registry import states_by_mac

wire = load("wire")


class Stopwatch:
    """Notes when each report goes out first, and when Home Assistant writes a state for it."""

    def __init__(self, entities: dict[str, bytes]) -> None:
        """Watch entities, by their ids, that change with reports of a node."""
        self._entities = entities
        self._milliseconds: list[float] = []
        self._sent: dict[bytes, float] = {}
        self._seen: dict[bytes, bytes] = {}

    def note(self, frame: Frame) -> None:
        """Note a report's first attempt."""
        header = wire.unpack_header(frame.message)
        if header and header[0] == wire.REPORT and self._seen.get(frame.source) != frame.message:
            self._seen[frame.source] = frame.message
            self._sent[frame.source] = time.time()

    def match(self, event: Json) -> None:
        """Match a state change with the report that made it."""
        mac = self._entities.get(event["data"]["entity_id"])
        if mac in self._sent:
            written = datetime.fromisoformat(event["time_fired"]).timestamp()
            self._milliseconds.append(1000 * (written - self._sent.pop(mac)))

    def figures(self) -> Json:
        """Return count, median and 99th percentile in ms, as far as there are enough."""
        times = sorted(self._milliseconds)
        if not times:
            return {"count": 0}
        last = times[min(len(times) - 1, round(0.99 * len(times)))]
        median = statistics.median(times)
        return {"count": len(times), "median": round(median, 1), "p99": round(last, 1)}


@asynccontextmanager
async def timed(api: Api, home: Home) -> AsyncIterator[Stopwatch]:
    """Run a stopwatch over all nodes of a home."""
    macs = {node.mac.hex(":"): node.mac for node in home.nodes}
    stopwatch = Stopwatch(
        {
            state["entity_id"]: macs[mac]
            for mac, states in (await states_by_mac(api)).items()
            for state in states
            if mac in macs and state["attributes"].get("state_class") == "measurement"
        }
    )
    home.ether.taps.append(stopwatch.note)
    task = asyncio.create_task(_follow(api, stopwatch))
    try:
        yield stopwatch
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _follow(api: Api, stopwatch: Stopwatch) -> None:
    """Hand all state changes to a stopwatch."""
    async for event in api.events("state_changed"):
        stopwatch.match(event)
