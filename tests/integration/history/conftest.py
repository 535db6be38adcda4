"""A Home Assistant with a real recorder, and a node's sensors in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.db_schema import StatisticsRuns
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.components.recorder.tasks import StatisticsTask
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import session_scope
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.domotik.history.late_history import LateHistory
from custom_components.domotik.node import entity_key, unique_id_of
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.objects import Value
from custom_components.domotik.protocol.reports import Reading

MAC = "a0:b1:c2:d3:e4:f5"
TEMPERATURE = (wire.TEMPERATURE, 0)
SENSOR = "sensor.attic_temperature"
NEIGHBOUR = "sensor.neighbour"
HOLD = 900.0
CELSIUS = {
    "device_class": "temperature",
    "state_class": "measurement",
    "unit_of_measurement": "°C",
}


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder first, as its own fixtures want it."""


@pytest.fixture
def hour() -> datetime:
    """Return the start of an hour that is over."""
    return dt_util.utcnow().replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)


@pytest.fixture
def sensor(hass: HomeAssistant, recorder_mock: Recorder) -> str:
    """Return the entity of the node's temperature."""
    return register(hass, "temperature", TEMPERATURE)


@pytest.fixture
async def history(hass: HomeAssistant, recorder_mock: Recorder) -> LateHistory:
    """Return an empty history of late samples, beside a recorder that has compiled nothing."""
    assert await async_setup_component(hass, "sensor", {})
    await recorder_mock.async_add_executor_job(_forget_runs, hass)
    return LateHistory(hass, lambda _: HOLD)


def _forget_runs(hass: HomeAssistant) -> None:
    """Forget that a new database counts as compiled up to its making."""
    with session_scope(hass=hass) as session:
        session.query(StatisticsRuns).delete()


def register(hass: HomeAssistant, name: str, key: tuple[int, int], domain: str = "sensor") -> str:
    """Return the entity id of a new entity of the node."""
    entry = er.async_get(hass).async_get_or_create(
        domain,
        "domotik",
        unique_id_of(MAC, entity_key(key)),
        suggested_object_id=f"attic_{name}",
    )
    return entry.entity_id


def show(
    hass: HomeAssistant,
    time: datetime,
    value: object,
    entity_id: str = SENSOR,
    attributes: dict[str, str] = CELSIUS,
) -> None:
    """Let a state be written at a time."""
    hass.states.async_set(entity_id, str(value), attributes, timestamp=time.timestamp())


def late(
    time: datetime, value: Value, number: int = 1, key: tuple[int, int] = TEMPERATURE
) -> Fresh:
    """Return a late sample with one reading."""
    reading = Reading(*key, value)
    return Fresh(1, number, time.timestamp(), (reading,), young=False, newest=False)


async def compile_hour(hass: HomeAssistant, hour: datetime) -> None:
    """Let the recorder compile an hour's statistics, as it does by itself every five minutes."""
    await async_wait_recording_done(hass)
    recorder = hass.data["recorder_instance"]
    for minutes in range(0, 60, 5):
        recorder.queue_task(StatisticsTask(hour + timedelta(minutes=minutes), False))
    await async_wait_recording_done(hass)


async def corrected(hass: HomeAssistant, history: LateHistory) -> None:
    """Look twice: only what is seen in the database has arrived."""
    await history.look()
    await async_wait_recording_done(hass)
    await history.look()


async def rows(
    hass: HomeAssistant, entity_id: str = SENSOR
) -> dict[datetime, tuple[float, float, float]]:
    """Return an entity's mean, minimum and maximum by hour."""
    found = await _rows(hass, entity_id)
    return {hour: (round(row["mean"], 3), row["min"], row["max"]) for hour, row in found.items()}


async def figures(
    hass: HomeAssistant, entity_id: str, hour: datetime, *names: str
) -> tuple[float, ...]:
    """Return figures of an entity's row of an hour."""
    row = (await _rows(hass, entity_id))[hour]
    return tuple(row[name] for name in names)


async def _rows(hass: HomeAssistant, entity_id: str) -> dict[datetime, dict[str, Any]]:
    """Return an entity's hourly rows of the last days."""
    found = await hass.data["recorder_instance"].async_add_executor_job(
        statistics_during_period,
        hass,
        dt_util.utcnow() - timedelta(days=2),
        None,
        {entity_id},
        "hour",
        None,
        {"mean", "min", "max", "state", "sum"},
    )
    return {datetime.fromtimestamp(row["start"], UTC): row for row in found.get(entity_id, [])}
