"""The fault of a real Home Assistant that is killed and started while nodes report.

What it took for new is read from its own store; that it repeats its last two seconds after a kill
shows in the fault `kill` only.
"""

import asyncio
import json
import random
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign.airwatch import AirWatch
from campaign.fault import PATIENCE_SECONDS
from campaign.nonces import NonceWatch
from campaign.stage import given_up
from campaign.truth import Truth
from campaign.verdict import Row, nothing_lost
from custom_components.domotik.protocol.table import NodeTable
from demo.adopt import add_broker, add_nodes
from demo.api import Api
from demo.hass import Hass, write_config
from demo.ports import free_port
from simulator.home import Home
from simulator.plan import Plan

NAME = "home-assistant"
SAYS = "a real Home Assistant is killed with SIGKILL and started, time after time"
KILLS = 3
type Watches = tuple[Truth, AirWatch, NonceWatch]


class KillableHass(Hass):
    """A Home Assistant that can crash."""

    async def kill(self) -> None:
        """End it as a crash does."""
        assert self._process
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


async def run(nodes: int | None, kills: int = KILLS) -> Row:
    """Play the fault."""
    with TemporaryDirectory(prefix="domotik-campaign-") as folder:
        config, port = Path(folder), free_port()
        write_config(config, port)
        hass = KillableHass(config, port)
        async with Home(Plan(nodes=nodes or 3, interval=2, heartbeat=2, sealed=True)) as home:
            try:
                return await play(home, hass, config, kills)
            finally:
                await hass.stop()


async def play(home: Home, hass: KillableHass, config: Path, kills: int) -> Row:
    """Join home and Home Assistant as a user would, kill the latter, and judge."""
    truth, air, nonces = Truth(time.time), AirWatch(home), NonceWatch(home)
    for node in home.nodes:
        truth.watch(node)
    began = time.monotonic()
    await hass.start()
    async with Api(hass.url) as api:
        entry = await add_broker(api, home.broker.port)
        await add_nodes(api, entry, home.nodes)
    luck = random.Random(7)
    for _ in range(kills):
        await asyncio.sleep(luck.uniform(2, 8))
        await hass.kill()
        await asyncio.sleep(luck.uniform(0, 2))
        await hass.start()
    await settled(truth, config, time.time())
    return judge(home, (truth, air, nonces), table_of(config), time.monotonic() - began)


async def settled(truth: Truth, config: Path, until: float) -> None:
    """Return when Home Assistant expects no sample taken until then, or after long enough."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        table = table_of(config)
        if all(given_up(table, key) for key, when in truth.taken.items() if when <= until):
            return
        await asyncio.sleep(0.5)


def judge(home: Home, watches: Watches, table: NodeTable, seconds: float) -> Row:
    """Hold what Home Assistant counted against what was taken."""
    truth, air, nonces = watches
    taken = sum(given_up(table, key) for key in truth.taken)
    nodes = table.nodes.values()
    arrived = sum(node.figures.samples - len(node.samples.above) for node in nodes)
    spent = sum(node.board.meter.spent_mc for node in home.nodes)
    waits, reports = air.waits(), len(air.reports)
    row = Row(
        fault=NAME,
        seconds=round(seconds, 1),
        taken=taken,
        arrived=arrived,
        lost=max(0, taken - arrived),
        doubled=max(0, arrived - taken),
        counted=sum(node.samples.lost for node in nodes),
        nonces_reused=len(nonces.reused),
        reports=reports,
        ack_median_ms=round(waits.median, 1),
        ack_longest_ms=round(waits.longest, 1),
        mc_per_report=round(spent / max(1, reports), 1),
    )
    row.broken.extend(nothing_lost(row))
    return row


def table_of(config: Path) -> NodeTable:
    """Return the node table that Home Assistant saved last."""
    file = config / ".storage" / "domotik"
    if not file.exists():
        return NodeTable()
    return NodeTable.from_dict(json.loads(file.read_text())["data"]["nodes"])
