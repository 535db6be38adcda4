"""The line of the last day: from the recorder where there is one, else remembered."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.components.recorder.tasks import StatisticsTask
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.recorder import get_instance
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.domotik.display.summary import Amount, Kind, Trend
from custom_components.domotik.display_settings import Settings
from custom_components.domotik.display_trend import Ring, trend_of

SENSOR = "sensor.attic"
CELSIUS = {
    "device_class": "temperature",
    "unit_of_measurement": "°C",
    "state_class": "measurement",
}
SETTINGS = Settings.read(
    {
        "backend": "none",
        "model": "2in13b_v4",
        "rotation": "0",
        "limits": {"temperature_high": 25},
    }
)


@pytest.fixture(autouse=True)
def _our_integration() -> None:
    """Do without: a recorder has to be there before Home Assistant is."""


@pytest.fixture(autouse=True)
def _usb() -> None:
    """Do without, too."""


def past(value: float, **ago: float) -> State:
    """Return a state of some time ago."""
    when = dt_util.utcnow() - timedelta(**ago)
    return State(SENSOR, str(value), CELSIUS, last_changed=when, last_updated=when)


def ring_of(*states: State) -> Ring:
    """Return a memory of states."""
    ring = Ring()
    for each in states:
        ring.note(each)
    return ring


async def trend(hass: HomeAssistant, ring: Ring | None = None) -> Trend:
    """Return the trend of the attic."""
    hass.states.async_set(SENSOR, "20.0", CELSIUS)
    return await trend_of(hass, "Attic", SENSOR, ring or Ring(), SETTINGS)


async def test_nothing_known_is_an_empty_trend(hass: HomeAssistant) -> None:
    assert await trend(hass) == Trend("Attic")


async def test_sensor_that_is_gone_is_an_empty_trend(hass: HomeAssistant) -> None:
    assert await trend_of(hass, "Attic", "sensor.gone", Ring(), SETTINGS) == Trend("Attic")


async def test_memory_is_shown_without_a_recorder(hass: HomeAssistant) -> None:
    ring = ring_of(past(18, minutes=50), past(21, minutes=40), past(19, minutes=35))
    shown = await trend(hass, ring)
    assert [value for _, value in shown.points][:3] == [18, 21, 19]


async def test_extremes_are_those_of_the_day(hass: HomeAssistant) -> None:
    shown = await trend(hass, ring_of(past(18, hours=5), past(26, hours=3)))
    assert shown.lowest == Amount(Kind.TEMPERATURE, 18, "°C", 1)
    assert shown.highest == Amount(Kind.TEMPERATURE, 26, "°C", 1, alarm=True)


async def test_day_ends_on_the_half_hour(hass: HomeAssistant) -> None:
    shown = await trend(hass, ring_of(past(18, hours=5), past(99, seconds=1)))
    assert 99 not in [value for _, value in shown.points]
    seconds_ago = shown.points[0][0] * 3600
    moment = (dt_util.utcnow() - timedelta(hours=5)).timestamp() + seconds_ago
    assert moment % 1800 == pytest.approx(0, abs=5) or moment % 1800 == pytest.approx(1800, abs=5)


async def test_first_minutes_are_shown_too(hass: HomeAssistant) -> None:
    shown = await trend(hass, ring_of(past(18, seconds=1)))
    assert [value for _, value in shown.points] == [18]


async def test_memory_ends_after_a_day(hass: HomeAssistant) -> None:
    shown = await trend(hass, ring_of(past(1, hours=30), past(18, hours=25), past(5, hours=1)))
    assert {value for _, value in shown.points} == {18, 5}


async def test_value_that_did_not_change_was_there_all_the_time(hass: HomeAssistant) -> None:
    shown = await trend(hass, ring_of(past(18, hours=5)))
    hours = [ago for ago, _ in shown.points]
    assert max(before - after for before, after in pairwise(hours)) < 0.51
    assert {value for _, value in shown.points} == {18}


async def test_time_without_a_value_is_a_gap(hass: HomeAssistant) -> None:
    when = dt_util.utcnow() - timedelta(hours=4)
    lost = State(SENSOR, "unavailable", CELSIUS, last_changed=when, last_updated=when)
    shown = await trend(hass, ring_of(past(18, hours=5), lost, past(19, minutes=45)))
    hours = [ago for ago, _ in shown.points]
    assert max(before - after for before, after in pairwise(hours)) > 2.5


async def test_memory_keeps_a_value_every_five_minutes() -> None:
    states = [past(20 + minute, minutes=60 - minute) for minute in range(60)]
    assert len(ring_of(*states).points(SENSOR)) == 12


async def test_memory_is_of_one_entity() -> None:
    other = State("sensor.other", "5", last_updated=dt_util.utcnow())
    ring = ring_of(past(18, hours=5), other)
    assert ring.points(SENSOR) == []
    assert len(ring.points("sensor.other")) == 1


async def test_what_is_no_number_is_not_remembered() -> None:
    ring = ring_of(State(SENSOR, "unavailable", last_updated=dt_util.utcnow()))
    assert ring.points(SENSOR) == []


@pytest.mark.usefixtures("recorder_mock")
async def test_recorders_five_minutes_are_shown(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "sensor", {})
    hass.states.async_set(SENSOR, "17.5", CELSIUS)
    await async_wait_recording_done(hass)
    start = _five_minutes(dt_util.utcnow())
    get_instance(hass).queue_task(StatisticsTask(start, False))
    await async_wait_recording_done(hass)
    ring = ring_of(past(99, hours=5))
    with patch("homeassistant.util.dt.utcnow", return_value=start + timedelta(minutes=5)):
        shown = await trend(hass, ring)
    assert [value for _, value in shown.points] == [17.5]


@pytest.mark.usefixtures("recorder_mock")
async def test_hours_that_came_late_are_shown(hass: HomeAssistant) -> None:
    hass.states.async_set(SENSOR, "17.5", CELSIUS)
    now = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    metadata: Any = {
        "source": "recorder",
        "statistic_id": SENSOR,
        "name": None,
        "unit_class": "temperature",
        "unit_of_measurement": "°C",
        "mean_type": StatisticMeanType.ARITHMETIC,
        "has_mean": True,
        "has_sum": False,
    }
    rows: Any = [
        {"start": now - timedelta(hours=hours), "mean": 10 + hours, "min": 3, "max": 30}
        for hours in (5, 4)
    ]
    async_import_statistics(hass, metadata, rows)
    await async_wait_recording_done(hass)
    shown = await trend(hass)
    assert [value for _, value in shown.points] == [15, 14]
    assert shown.lowest == Amount(Kind.TEMPERATURE, 3, "°C", 1)


@pytest.mark.usefixtures("recorder_mock")
async def test_memory_is_shown_as_long_as_the_recorder_has_nothing(hass: HomeAssistant) -> None:
    shown = await trend(hass, ring_of(past(18, hours=5)))
    assert {value for _, value in shown.points} == {18}


def _five_minutes(moment: datetime) -> datetime:
    """Return the start of the last whole five minutes."""
    return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)
