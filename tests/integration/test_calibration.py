"""Offsets of a node's sensors."""

from typing import Any

import pytest
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.calibration import BOUNDS, correct
from custom_components.domotik.const import CONF_OFFSETS
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.objects import OBJECTS, Value
from custom_components.domotik.protocol.reports import Reading
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes
from tests.integration.test_node_flow import answered, chosen
from tests.node_frames import NODE, climate, report_frame

TEMPERATURE = "sensor.attic_temperature"
WARMEST = "02-0"


@pytest.fixture
async def reported(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> MockConfigEntry:
    """Return the entry after a report of its node."""
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_voltage", "3.912")
    return running


async def offset_form(
    hass: HomeAssistant, entry: MockConfigEntry, sensor: str = WARMEST
) -> SubentryFlowResult:
    """Return the form that asks for a sensor's offset."""
    return await answered(hass, await chosen(hass, entry, "calibrate"), sensor=sensor)


async def calibrate(
    hass: HomeAssistant, entry: MockConfigEntry, offset: float, sensor: str = WARMEST
) -> None:
    """Give a sensor of the entry's node an offset."""
    form = await offset_form(hass, entry, sensor)
    await hass.config_entries.subentries.async_configure(form["flow_id"], {"offset": offset})
    await hass.async_block_till_done()


def kept(entry: MockConfigEntry) -> Any:
    """Return what the entry's node keeps."""
    return next(iter(entry.subentries.values())).data


def field(form: SubentryFlowResult, name: str) -> Any:
    """Return the selector of a field."""
    assert form["data_schema"] is not None
    return form["data_schema"].schema[name].config


async def test_sensors_are_offered_by_their_names(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    form = await chosen(hass, reported, "calibrate")
    assert [choice["label"] for choice in field(form, "sensor")["options"]] == [
        "Temperature",
        "Humidity",
        "Pressure",
        "Illuminance",
        "Voltage",
    ]


async def test_node_that_has_not_reported_can_not_be_calibrated(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    assert (await chosen(hass, running, "calibrate"))["reason"] == "nothing_to_calibrate"


async def test_node_of_a_broker_that_is_away_can_not_be_calibrated(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(reported.entry_id)
    assert (await chosen(hass, reported, "calibrate"))["reason"] == "nothing_to_calibrate"


async def test_offset_is_kept_with_the_node(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    await calibrate(hass, reported, -0.5)
    assert kept(reported) == {CONF_MAC: NODE.hex(":"), CONF_OFFSETS: {WARMEST: -0.5}}


async def test_offset_is_added_to_the_next_reading(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await calibrate(hass, reported, -0.5)
    broker.report(report_frame(climate(2, 1300, 2000), clock=1300, counter=2))
    await becomes(hass, TEMPERATURE, "19.5")


async def test_offset_holds_for_late_samples_too(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    late: list[Fresh] = []
    reported.runtime_data.readings.keep_late = lambda _, each: late.append(each)
    await calibrate(hass, reported, -0.5)
    samples = (climate(4, 1600, 2000), climate(3, 1300, 1900))
    broker.report(report_frame(*samples, clock=1600, counter=2))
    await becomes(hass, TEMPERATURE, "19.5")
    assert late[0].readings[0].value == 18.5


async def test_offset_outlives_a_reload(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await calibrate(hass, reported, -0.5)
    await hass.config_entries.async_reload(reported.entry_id)
    broker.report(report_frame(climate(2, 1300, 2000), clock=1300, counter=2))
    await becomes(hass, TEMPERATURE, "19.5")


async def test_present_offset_is_shown(hass: HomeAssistant, reported: MockConfigEntry) -> None:
    await calibrate(hass, reported, -0.5)
    form = await offset_form(hass, reported)
    assert form["data_schema"] is not None
    marker = next(iter(form["data_schema"].schema))
    assert marker.description == {"suggested_value": -0.5}


async def test_offset_of_nothing_is_forgotten(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    await calibrate(hass, reported, -0.5)
    await calibrate(hass, reported, 1, "03-0")
    await calibrate(hass, reported, 0)
    assert kept(reported)[CONF_OFFSETS] == {"03-0": 1}


async def test_calibrating_reloads_nothing(hass: HomeAssistant, reported: MockConfigEntry) -> None:
    hub = reported.runtime_data
    await calibrate(hass, reported, -0.5)
    assert reported.runtime_data is hub


async def test_offset_too_far_is_refused(hass: HomeAssistant, reported: MockConfigEntry) -> None:
    with pytest.raises(InvalidData):
        await calibrate(hass, reported, 10.5)


async def test_offset_is_asked_in_the_unit_that_is_shown(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    hass.config.units = US_CUSTOMARY_SYSTEM
    await hass.config_entries.async_setup(entry.entry_id)
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "70.7")
    asked = field(await offset_form(hass, entry), "offset")
    await calibrate(hass, entry, -0.9)
    assert (asked["unit_of_measurement"], asked["max"]) == ("°F", 18.0)
    assert kept(entry)[CONF_OFFSETS] == {WARMEST: -0.5}


@pytest.mark.parametrize(
    ("object_id", "value", "offset", "corrected"),
    [
        (wire.TEMPERATURE, 21.5, 0.25, 21.75),
        (wire.TEMPERATURE, -273.0, -5.0, -273.15),
        (wire.HUMIDITY, 99.0, 5.0, 100.0),
        (wire.HUMIDITY, 1.0, -5.0, 0.0),
        (wire.ILLUMINANCE, 10.0, -20.0, 0.0),
        (0x2E, 45, 0.5, 45.5),
        (0x3A, "press", 0.5, "press"),
    ],
)
def test_corrected_value_stays_possible(
    object_id: int, value: Value, offset: float, corrected: Value
) -> None:
    sample = Fresh(1, 1, 0.0, (Reading(object_id, 0, value),), young=True, newest=True)
    [reading] = correct(sample, {(object_id, 0): offset}).readings
    assert reading.value == corrected


def test_only_the_sensor_that_is_meant_is_corrected() -> None:
    readings = tuple(Reading(wire.TEMPERATURE, place, 20.0) for place in range(2))
    sample = Fresh(1, 1, 0.0, readings, young=True, newest=True)
    values = [each.value for each in correct(sample, {(wire.TEMPERATURE, 1): 1.0}).readings]
    assert values == [20.0, 21.0]


@pytest.mark.parametrize("name", BOUNDS)
def test_what_can_be_calibrated_is_in_the_table(name: str) -> None:
    assert name in {kind.name for kind in OBJECTS.values()}
