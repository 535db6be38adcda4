"""From the chip into the database: every value that a node took, once, at its time.

A home of real firmware, a real Home Assistant and a real InfluxDB; a node out of reach, a restart
of Home Assistant, a restart of InfluxDB, and the end of an hour, which Home Assistant's clock is
set close to.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_socket

from demo.adopt import add_broker, add_nodes
from demo.api import Api
from demo.hass import REPOSITORY, Hass, write_config
from demo.influx import DATABASE, add_influxdb, influxdb
from demo.ports import free_port
from demo.server import fetched, find
from demo.servers import InfluxDB
from simulator.home import Home
from simulator.node import Node
from simulator.plan import Plan
from tests.e2e.taken import Course, Taken, changes, mean, within

HOUR = 3600
# From the start of Home Assistant: what is to happen in the hour takes so long.
SECONDS_OF_THE_HOUR = 100
OFF_BY_SECONDS = 2.0
OFF_BY_SHARE = 0.01
PATIENCE_SECONDS = 150
MEASURED = ("02", "03", "04", "05", "0c")
LIBRARIES = [
    *Path("/usr/lib").glob("*/faketime/libfaketime.so.1"),
    *fetched().glob("lib/*/faketime/libfaketime.so.1"),
]

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.timeout(400),
    pytest.mark.skipif(find("influxd") is None, reason="InfluxDB is not to be had"),
    pytest.mark.skipif(not LIBRARIES, reason="faketime is not to be had"),
]


@dataclass(slots=True)
class Stage:
    """All that runs."""

    home: Home
    hass: Hass
    influxd: InfluxDB
    taken: Taken
    # What is added to this machine's time to get Home Assistant's.
    ahead: float
    entry_id: str = ""
    entities: dict[str, str] = field(default_factory=dict)

    @property
    def end_of_hour(self) -> float:
        """Return when Home Assistant's hour ends, in this machine's time."""
        return self._hour_start + HOUR - self.ahead

    @property
    def _hour_start(self) -> float:
        return (self._began + self.ahead) // HOUR * HOUR

    _began: float = field(default_factory=time.time)

    def written(self, entity_id: str) -> Course:
        """Return what the database holds of an entity, in this machine's time."""
        name = entity_id.partition(".")[2]
        found = self.influxd.query(
            f"SELECT value FROM /.*/ WHERE \"entity_id\" = '{name}'", DATABASE
        )
        rows = [row for series in found for row in series["values"]]
        return sorted((row[0] / 1e9 - self.ahead, row[1]) for row in rows)


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


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """Start all of it."""
    port = free_port()
    write_config(folder, port)
    now = time.time()
    ahead = HOUR - SECONDS_OF_THE_HOUR - now % HOUR
    environment = {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME": f"{ahead:+.3f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    hass = Hass(folder, port, REPOSITORY / ".venv/run/bin/hass", environment)
    plan = Plan(nodes=2, interval=2, heartbeat=6, sealed=True)
    with influxdb(folder) as server:
        async with Home(plan) as home:
            try:
                await hass.start()
                yield Stage(home, hass, server, Taken(home.nodes), ahead)
            finally:
                await hass.stop()


async def adopt(stage: Stage, folder: Path) -> None:
    """Set everything up as a user does."""
    async with Api(stage.hass.url) as api:
        await add_influxdb(api, stage.influxd, folder)
        stage.entry_id = await add_broker(api, stage.home.broker.port)
        await add_nodes(api, stage.entry_id, stage.home.nodes)
        await asyncio.sleep(4)
        listed = await api.command("config/entity_registry/list_for_display")
        assert listed
        for entity in await api.command("config/entity_registry/list"):
            if entity["unique_id"].split("-")[1:2] in [[each] for each in MEASURED]:
                stage.entities[entity["unique_id"]] = entity["entity_id"]


async def figures(stage: Stage) -> dict[str, Any]:
    """Return what the diagnostics tell of late samples."""
    async with Api(stage.hass.url) as api:
        path = f"/api/diagnostics/config_entry/{stage.entry_id}"
        found: dict[str, Any] = (await api.get(path))["data"]["late_history"]
        return found


async def rows(stage: Stage) -> dict[str, dict[str, float]]:
    """Return the statistics of the hour that has ended, by entity."""
    start = time.strftime(
        "%Y-%m-%dT%H:%M:%SZ", time.gmtime(stage.end_of_hour + stage.ahead - HOUR)
    )
    async with Api(stage.hass.url) as api:
        found = await api.command(
            "recorder/statistics_during_period",
            start_time=start,
            statistic_ids=list(stage.entities.values()),
            period="hour",
            types=["mean", "min", "max"],
        )
    return {entity_id: each[0] for entity_id, each in found.items()}


async def until(condition: Callable[[], Any]) -> None:
    """Return when a condition holds; after long enough the test shows what does not."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not await condition() and time.monotonic() < end:
        await asyncio.sleep(2)


async def play(stage: Stage, folder: Path) -> None:
    """Let happen what happens in a home."""
    first, second = stage.home.nodes
    await adopt(stage, folder)
    with out_of_reach(stage.home, first):
        await asyncio.sleep(10)
    await asyncio.sleep(3)
    await stage.hass.stop()
    await asyncio.sleep(3)
    await stage.hass.start()
    await asyncio.sleep(4)
    stage.influxd.stop()
    with out_of_reach(stage.home, first):
        await asyncio.sleep(5)
    stage.influxd.start()
    await asyncio.sleep(max(0.0, stage.end_of_hour - 5 - time.time()))
    with out_of_reach(stage.home, second):
        await asyncio.sleep(10)


@dataclass(slots=True)
class Found:
    """What is there at the end, by entity: truth, database, statistics."""

    entities: dict[str, str]
    truth: dict[str, Course]
    written: dict[str, Course]
    rows: dict[str, dict[str, float]]
    figures: dict[str, Any]
    end_of_hour: float
    log: str


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Play it, and wait until everything has arrived."""
    pytest_socket.enable_socket()
    return asyncio.run(_found(tmp_path_factory.mktemp("history")))


async def _found(folder: Path) -> Found:
    async with staged(folder) as stage:
        await play(stage, folder)
        cutoff = time.time()

        async def in_the_database() -> bool:
            waiting = (await figures(stage))["waiting_for_influxdb"] == 0
            return waiting and all(
                stage.written(each)[-1][0] > cutoff for each in stage.entities.values()
            )

        async def in_the_statistics() -> bool:
            there = await rows(stage)
            return there.keys() == set(stage.entities.values()) and not any(
                wrong(
                    stage.taken.courses[unique_id],
                    stage.written(entity_id),
                    there[entity_id],
                    stage.end_of_hour,
                )
                for unique_id, entity_id in stage.entities.items()
            )

        await until(in_the_database)
        await until(in_the_statistics)
        return Found(
            stage.entities,
            {key: list(course) for key, course in stage.taken.courses.items()},
            {each: stage.written(each) for each in stage.entities.values()},
            await rows(stage),
            await figures(stage),
            stage.end_of_hour,
            stage.hass.log.read_text(),
        )


def wrong(truth: Course, written: Course, row: dict[str, float], end: float) -> str:
    """Return how a row of statistics differs from the truth, empty when it does not."""
    course = within(truth, written[0][0], end)
    steps = sum(abs(after[1] - before[1]) for before, after in pairwise(course))
    slack = OFF_BY_SECONDS * steps / (end - course[0][0]) + 0.005
    expected = mean(course, end)
    if abs(row["mean"] - expected) > slack:
        return f"mean {row['mean']}, not {expected} +- {slack}"
    sure = [value for moment, value in course if moment < end - OFF_BY_SECONDS]
    maybe = [
        value for _, value in within(truth, written[0][0] - OFF_BY_SECONDS, end + OFF_BY_SECONDS)
    ]
    low = min(maybe) - 1e-6 <= row["min"] <= min(sure) + 1e-6
    high = max(sure) - 1e-6 <= row["max"] <= max(maybe) + 1e-6
    return "" if low and high else f"{row}, not {min(sure)} to {max(sure)}"


def test_all_measurements_of_all_nodes_are_there(found: Found) -> None:
    assert len(found.entities) == 2 * len(MEASURED)


def test_readings_came_late(found: Found) -> None:
    assert found.figures["taken"] > 2 * 2 * len(MEASURED)


def test_nothing_was_dropped_or_refused(found: Found) -> None:
    assert (found.figures["dropped"], found.figures["refused"]) == (0, 0)


def test_database_holds_every_change_once_at_its_time(found: Found) -> None:
    assert {
        entity_id: trouble
        for unique_id, entity_id in found.entities.items()
        if (trouble := difference(found.truth[unique_id], found.written[entity_id]))
    } == {}


def difference(truth: Course, written: Course) -> str:
    """Return the first change of the truth that is not in the database in its place."""
    begin = written[0][0] + OFF_BY_SECONDS
    expected = [each for each in changes(truth) if begin < each[0] < written[-1][0] - 5]
    there = changes(written)
    start = next(
        (
            at
            for at, each in enumerate(there)
            if each[1] == pytest.approx(expected[0][1]) and abs(each[0] - expected[0][0]) < 5
        ),
        None,
    )
    if start is None:
        return f"{expected[0]} is missing at the start"
    age = time.time() - truth[0][0]
    for want, have in zip(expected, there[start:], strict=False):
        late = abs(want[0] - have[0])
        if want[1] != pytest.approx(have[1]) or late > max(OFF_BY_SECONDS, OFF_BY_SHARE * age):
            return f"{want} is there as {have}"
    return "" if len(there) - start >= len(expected) else "changes are missing at the end"


def test_statistics_of_the_hour_are_those_of_the_truth(found: Found) -> None:
    assert {
        entity_id: trouble
        for unique_id, entity_id in found.entities.items()
        if (
            trouble := wrong(
                found.truth[unique_id],
                found.written[entity_id],
                found.rows[entity_id],
                found.end_of_hour,
            )
        )
    } == {}


def test_home_assistant_had_nothing_to_complain_of(found: Found) -> None:
    lines = [line for line in found.log.splitlines() if "custom_components.domotik" in line]
    assert not [line for line in lines if " INFO " not in line]
