"""Late readings in the recorder's long-term statistics, in a real recorder."""

from datetime import datetime, timedelta

import pytest
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.domotik.history.late import Wants
from custom_components.domotik.history.late_history import LateHistory
from tests.integration.history.conftest import (
    CELSIUS,
    HOLD,
    MAC,
    NEIGHBOUR,
    SENSOR,
    compile_hour,
    corrected,
    figures,
    late,
    register,
    rows,
    show,
)

ENERGY, DIRECTION = 0x0A, 0x5E
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
METER = {"device_class": "energy", "state_class": "total_increasing", "unit_of_measurement": "kWh"}
VANE = {
    "device_class": "wind_direction",
    "state_class": "measurement_angle",
    "unit_of_measurement": "°",
}

pytestmark = pytest.mark.usefixtures("sensor")


def keep(history: LateHistory, time: datetime, value: float, number: int = 1) -> None:
    """Keep a late temperature."""
    history.late.keep(MAC, late(time, value, number), time.timestamp())


def waits(history: LateHistory) -> bool:
    """Tell whether something has not arrived in the statistics."""
    return bool(history.late.waiting(Wants.STATISTICS))


@pytest.fixture
async def with_late(hass: HomeAssistant, history: LateHistory, hour: datetime) -> LateHistory:
    """Return a history whose reading of 24 at half past came late to an hour at 20."""
    show(hass, hour - MINUTE, 20)
    show(hass, hour + 59 * MINUTE, 20.5)
    keep(history, hour + 30 * MINUTE, 24)
    return history


async def test_compiled_hour_holds_the_late_reading(
    hass: HomeAssistant, with_late: LateHistory, hour: datetime
) -> None:
    await compile_hour(hass, hour)
    await corrected(hass, with_late)
    mean = (30 * 20 + 29 * 24 + 1 * 20.5) / 60
    assert (await rows(hass))[hour] == (round(mean, 3), 20, 24)


async def test_hour_that_is_not_compiled_is_left_alone(
    hass: HomeAssistant, with_late: LateHistory
) -> None:
    await corrected(hass, with_late)
    assert (await rows(hass), waits(with_late)) == ({}, True)


async def test_other_entities_of_the_hour_survive(
    hass: HomeAssistant, with_late: LateHistory, hour: datetime
) -> None:
    show(hass, hour - MINUTE, 7, NEIGHBOUR)
    await corrected(hass, with_late)
    await compile_hour(hass, hour)
    await corrected(hass, with_late)
    assert (await rows(hass, NEIGHBOUR))[hour] == (7, 7, 7)


async def test_import_before_its_hour_would_break_the_hour(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    """Why late readings wait: when the recorder stops doing this, they need not."""
    show(hass, hour - 30 * MINUTE, 20)
    show(hass, hour - 30 * MINUTE, 7, NEIGHBOUR)
    await compile_hour(hass, hour - HOUR)
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.ARITHMETIC,
        has_sum=False,
        name=None,
        source="recorder",
        statistic_id=SENSOR,
        unit_class="temperature",
        unit_of_measurement="°C",
    )
    async_import_statistics(hass, metadata, [StatisticData(start=hour, mean=1, min=1, max=1)])
    await compile_hour(hass, hour)
    assert list(await rows(hass, NEIGHBOUR)) == [hour - HOUR]


async def test_sample_arrives_when_its_hours_are_over(
    hass: HomeAssistant, with_late: LateHistory, hour: datetime
) -> None:
    await compile_hour(hass, hour)
    await corrected(hass, with_late)
    assert not waits(with_late)


async def test_correcting_again_changes_nothing(
    hass: HomeAssistant, with_late: LateHistory, hour: datetime
) -> None:
    await compile_hour(hass, hour)
    await corrected(hass, with_late)
    before = await rows(hass)
    for sample in with_late.late:
        sample.wants = Wants.BOTH
    await corrected(hass, LateHistory(hass, lambda _: HOLD))
    await corrected(hass, with_late)
    assert await rows(hass) == before


async def test_crash_before_the_import_is_written_loses_nothing(
    hass: HomeAssistant, with_late: LateHistory, hour: datetime
) -> None:
    await compile_hour(hass, hour)
    await with_late.save()
    recorder = hass.data["recorder_instance"]
    # The recorder's queue dies with Home Assistant.
    kept = recorder.queue_task
    recorder.queue_task = lambda _: None
    await with_late.look()
    recorder.queue_task = kept
    after = LateHistory(hass, lambda _: HOLD)
    await after.load()
    await corrected(hass, after)
    assert (await rows(hass))[hour][2] == 24


async def test_second_late_reading_of_an_hour_keeps_the_first(
    hass: HomeAssistant, with_late: LateHistory, hour: datetime
) -> None:
    await compile_hour(hass, hour)
    await corrected(hass, with_late)
    keep(with_late, hour + 40 * MINUTE, 22, number=2)
    await corrected(hass, with_late)
    mean = (30 * 20 + 10 * 24 + 19 * 22 + 1 * 20.5) / 60
    assert (await rows(hass))[hour] == (round(mean, 3), 20, 24)


async def test_hour_of_silence_gets_a_row_of_late_readings_alone(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    show(hass, hour - 2 * MINUTE, 20)
    show(hass, hour - MINUTE, "unavailable")
    show(hass, hour + HOUR + MINUTE, 20)
    for number, minute in enumerate((0, 15, 30, 45)):
        keep(history, hour + minute * MINUTE, 20 + number, number)
    await compile_hour(hass, hour)
    await corrected(hass, history)
    assert (await rows(hass))[hour] == (21.5, 20, 23)


async def test_late_reading_reaches_into_the_next_hour(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    show(hass, hour - MINUTE, 20)
    show(hass, hour + HOUR + 10 * MINUTE, 21)
    keep(history, hour + 55 * MINUTE, 24)
    await compile_hour(hass, hour)
    await compile_hour(hass, hour + HOUR)
    await corrected(hass, history)
    assert (await rows(hass))[hour + HOUR] == (round((10 * 24 + 50 * 21) / 60, 3), 21, 24)


async def test_sample_that_reaches_into_an_open_hour_waits_for_it(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    show(hass, hour - MINUTE, 20)
    keep(history, hour + 55 * MINUTE, 24)
    await compile_hour(hass, hour)
    await corrected(hass, history)
    assert waits(history)


async def test_reading_is_converted_to_the_unit_of_the_statistics(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    fahrenheit = {**CELSIUS, "unit_of_measurement": "°F"}
    show(hass, hour - MINUTE, 68, attributes=fahrenheit)
    keep(history, hour + 15 * MINUTE, 25)
    await compile_hour(hass, hour)
    await corrected(hass, history)
    assert (await rows(hass))[hour][1:] == (68, 77)


async def test_disabled_sensor_is_no_reason_to_wait(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    er.async_get(hass).async_update_entity(SENSOR, disabled_by=er.RegistryEntryDisabler.USER)
    keep(history, hour, 24)
    await compile_hour(hass, hour)
    await corrected(hass, history)
    assert not waits(history)


async def test_sensor_that_is_still_to_appear_is_waited_for(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    keep(history, hour, 24)
    await compile_hour(hass, hour)
    await corrected(hass, history)
    assert waits(history)


async def test_hour_whose_states_are_purged_is_left_alone(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    hass.data["recorder_instance"].keep_days = 0
    show(hass, hour - MINUTE, 20)
    keep(history, hour + 30 * MINUTE, 24)
    await compile_hour(hass, hour)
    before = await rows(hass)
    await corrected(hass, history)
    assert await rows(hass) == before


async def test_meter_counts_what_came_late_in_its_hour(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    meter = register(hass, "energy", (ENERGY, 0))
    show(hass, hour - 30 * MINUTE, 100, meter, METER)
    await compile_hour(hass, hour - HOUR)
    history.late.keep(MAC, late(hour + 30 * MINUTE, 110.0, key=(ENERGY, 0)), 0)
    await compile_hour(hass, hour)
    await corrected(hass, history)
    assert await figures(hass, meter, hour, "state", "sum") == (110, 10)


async def test_meter_that_was_reset_in_between_is_left_to_the_recorder(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    meter = register(hass, "energy", (ENERGY, 0))
    show(hass, hour - 30 * MINUTE, 100, meter, METER)
    await compile_hour(hass, hour - HOUR)
    history.late.keep(MAC, late(hour + 30 * MINUTE, 3.0, key=(ENERGY, 0)), 0)
    await compile_hour(hass, hour)
    await corrected(hass, history)
    assert await figures(hass, meter, hour, "state", "sum") == (100, 0)


async def test_angles_are_averaged_around_the_circle(
    hass: HomeAssistant, history: LateHistory, hour: datetime
) -> None:
    vane = register(hass, "direction", (DIRECTION, 0))
    show(hass, hour - MINUTE, 350, vane, VANE)
    history.late.keep(MAC, late(hour + 30 * MINUTE, 10.0, key=(DIRECTION, 0)), 0)
    history.late.keep(MAC, late(hour + 45 * MINUTE, 350.0, 2, key=(DIRECTION, 0)), 0)
    await compile_hour(hass, hour)
    await corrected(hass, history)
    (mean,) = await figures(hass, vane, hour, "mean")
    assert mean == pytest.approx(354.9616)
