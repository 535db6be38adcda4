"""From the chip into the database: every value that a node took, once, at its time.

A home of real firmware, a real Home Assistant and a real InfluxDB; a node out of reach, a restart
of Home Assistant, a restart of InfluxDB, and the end of an hour, which Home Assistant's clock is
set close to.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_socket

from demo.server import find
from tests.e2e.compared import difference, wrong
from tests.e2e.stage import LIBRARIES, MEASURED, Stage, begin, out_of_reach, staged, until
from tests.e2e.taken import Course

pytestmark = [
    pytest.mark.quiet,
    pytest.mark.proof,
    # On a machine that is busy otherwise each start of Home Assistant takes a minute.
    pytest.mark.timeout(900),
    pytest.mark.skipif(find("influxd") is None, reason="InfluxDB is not to be had"),
    pytest.mark.skipif(not LIBRARIES, reason="faketime is not to be had"),
]


async def play(stage: Stage) -> None:
    """Let happen what happens in a home."""
    first, second = stage.home.nodes
    await stage.adopt()
    with out_of_reach(stage.home, first):
        await asyncio.sleep(14)
    await asyncio.sleep(3)
    await stage.hass.stop()
    await asyncio.sleep(3)
    await begin(stage.hass)
    await asyncio.to_thread(stage.influxd.stop)
    with out_of_reach(stage.home, first):
        await asyncio.sleep(6)
    await asyncio.to_thread(stage.influxd.start)
    await asyncio.sleep(max(0.0, stage.end_of_hour - 7 - time.time()))
    with out_of_reach(stage.home, second):
        await asyncio.sleep(14)


@dataclass(slots=True)
class Found:
    """What is there at the end, by entity: truth, database, statistics."""

    entities: dict[str, str]
    truth: dict[str, Course]
    written: dict[str, Course]
    rows: dict[str, dict[str, float]]
    figures: dict[str, Any]
    # Between which instants the nodes took what has to be there, and when the hour was over.
    begin: float
    end: float
    end_of_hour: float
    log: str

    @classmethod
    async def read(cls, stage: Stage, end: float) -> Found:
        """Read it as it is now."""
        return cls(
            stage.entities,
            {key: list(course) for key, course in stage.taken.courses.items()},
            {each: stage.written(each) for each in stage.entities.values()},
            await stage.rows(),
            await stage.figures(),
            stage.adopted,
            end,
            stage.end_of_hour,
            stage.hass.log.read_text(),
        )

    def missing(self) -> dict[str, str]:
        """Return how the database differs from the truth, by entity."""
        return {
            entity_id: trouble
            for unique_id, entity_id in self.entities.items()
            if (trouble := self._missing(unique_id, entity_id))
        }

    def wrong(self) -> dict[str, str]:
        """Return how the statistics differ from the truth, by entity."""
        return {
            entity_id: trouble
            for unique_id, entity_id in self.entities.items()
            if (trouble := self._wrong(unique_id, entity_id))
        }

    def _missing(self, unique_id: str, entity_id: str) -> str:
        """Return how the database differs from the truth about an entity."""
        return difference(self.truth[unique_id], self.written[entity_id], self.begin, self.end)

    def _wrong(self, unique_id: str, entity_id: str) -> str:
        """Return how an entity's statistics differ from the truth."""
        written = self.written[entity_id]
        if not written or entity_id not in self.rows:
            return "nothing is there"
        return wrong(self.truth[unique_id], written, self.rows[entity_id], self.end_of_hour)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Play it, and wait until everything has arrived."""
    pytest_socket.enable_socket()
    return asyncio.run(_found(tmp_path_factory.mktemp("history")))


async def _found(folder: Path) -> Found:
    async with staged(folder) as stage:
        await play(stage)
        end = time.time()

        async def arrived() -> bool:
            found = await Found.read(stage, end)
            return not found.missing() and not found.wrong()

        await until(arrived)
        return await Found.read(stage, end)


def test_all_measurements_of_all_nodes_are_there(found: Found) -> None:
    assert len(found.entities) == 2 * len(MEASURED)


def test_readings_came_late(found: Found) -> None:
    assert found.figures["taken"] > 2 * 2 * len(MEASURED)


def test_nothing_was_dropped_or_refused(found: Found) -> None:
    assert (found.figures["dropped"], found.figures["refused"]) == (0, 0)


def test_database_holds_every_change_once_at_its_time(found: Found) -> None:
    assert found.missing() == {}


def test_statistics_of_the_hour_are_those_of_the_truth(found: Found) -> None:
    assert found.wrong() == {}


def test_home_assistant_had_nothing_to_complain_of(found: Found) -> None:
    lines = [line for line in found.log.splitlines() if "[custom_components.domotik" in line]
    assert not [line for line in lines if " INFO " not in line]


def test_threads_of_home_assistant_live_on(found: Found) -> None:
    assert "Uncaught thread exception" not in found.log
