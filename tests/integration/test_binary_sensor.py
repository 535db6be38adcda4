"""What nodes see as yes or no."""

from typing import Any

import pytest
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.protocol.objects import OBJECTS, Kind
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes, state
from tests.node_frames import NODE, announce_frame, report_frame
from tests.waiting import until

FAULT = "binary_sensor.attic_sensor_fault"
BINARIES = sorted(kind.name for kind in OBJECTS.values() if kind.kind is Kind.BINARY)


def attribute(hass: HomeAssistant, entity_id: str, name: str) -> Any:
    """Return an attribute of an entity."""
    found = hass.states.get(entity_id)
    return found.attributes.get(name) if found else None


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    ("objects", "entity_id", "value"),
    [
        ("1a01", "binary_sensor.attic_door", STATE_ON),
        ("1a00", "binary_sensor.attic_door", STATE_OFF),
        ("2101", "binary_sensor.attic_motion", STATE_ON),
        ("1501", "binary_sensor.attic_battery", STATE_ON),
        ("0f01", "binary_sensor.attic_state", STATE_ON),
        ("e50000", FAULT, STATE_OFF),
        ("e50200", FAULT, STATE_ON),
    ],
)
async def test_object_is_shown(
    hass: HomeAssistant, broker: PtyBroker, objects: str, entity_id: str, value: str
) -> None:
    broker.report(report_frame(sample(objects)))
    await becomes(hass, entity_id, value)


@pytest.mark.parametrize("name", sorted(set(BINARIES) - {"generic"}))
def test_object_has_a_device_class(name: str) -> None:
    assert BinarySensorDeviceClass(name)


@pytest.mark.usefixtures("running")
async def test_failing_sensors_are_named(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(announce_frame(counter=1))
    broker.report(report_frame(sample("e50600"), counter=2))
    await becomes(hass, FAULT, STATE_ON)
    assert attribute(hass, FAULT, "sensors") == ["bh1750", "3"]


@pytest.mark.usefixtures("running")
async def test_failing_sensors_have_numbers_without_an_announce(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("e50100")))
    await becomes(hass, FAULT, STATE_ON)
    assert attribute(hass, FAULT, "sensors") == ["1"]


@pytest.mark.usefixtures("running")
async def test_fault_told_just_before_the_newest_sample_is_shown(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("020807", 2), sample("02d007 e50100", 1)))
    await becomes(hass, FAULT, STATE_ON)
    assert state(hass, "sensor.attic_temperature") == "18.0"


@pytest.mark.usefixtures("running")
async def test_overtaken_fault_is_not_shown(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample("e50000", 2), counter=2))
    broker.report(report_frame(sample("e50100", 1), counter=1))
    await until(lambda: not broker.ring)
    assert state(hass, FAULT) == STATE_OFF


@pytest.mark.usefixtures("running")
async def test_object_that_a_sensor_could_not_read_is_left_as_it_was(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("020807 e50000")))
    broker.report(report_frame(sample("e50100", 2), counter=2))
    await becomes(hass, FAULT, STATE_ON)
    assert state(hass, "sensor.attic_temperature") == "18.0"


async def test_state_comes_back_after_a_reload(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("1a01")))
    await becomes(hass, "binary_sensor.attic_door", STATE_ON)
    await until(lambda: not broker.ring)
    await hass.config_entries.async_reload(running.entry_id)
    assert state(hass, "binary_sensor.attic_door") == STATE_ON


async def test_unavailable_state_does_not_come_back_as_off(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("1a01")))
    await becomes(hass, "binary_sensor.attic_door", STATE_ON)
    await until(lambda: not broker.ring)
    running.runtime_data.nodes[NODE.hex(":")].reachable = False
    running.runtime_data._listeners.tell(NODE.hex(":"))
    await becomes(hass, "binary_sensor.attic_door", STATE_UNAVAILABLE)
    await hass.config_entries.async_reload(running.entry_id)
    assert state(hass, "binary_sensor.attic_door") == STATE_UNKNOWN
