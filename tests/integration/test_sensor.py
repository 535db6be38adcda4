"""Readings become states."""

import struct
from typing import Any

import pytest
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.sensor.const import DEVICE_CLASS_STATE_CLASSES, DEVICE_CLASS_UNITS
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.core import State as StoredState
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    mock_restore_cache_with_extra_data,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.objects import OBJECTS, Kind
from custom_components.domotik.sensor_types import SENSOR_TYPES, unit_of
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes, state
from tests.node_frames import NODE, announce_frame, climate, report_frame
from tests.waiting import until

TEMPERATURE = "sensor.attic_temperature"
SENSORS = sorted(
    key
    for key, kind in OBJECTS.items()
    if kind.kind in {Kind.SENSOR, Kind.TEXT, Kind.RAW, Kind.TIMESTAMP}
    and key != wire.SENSOR_FAULTS
)


def shown_as(hass: HomeAssistant, entity_id: str) -> dict[str, Any]:
    """Return an entity's state and attributes, without what changes from run to run."""
    found = hass.states.get(entity_id)
    assert found is not None
    moving = found.attributes.get("device_class") == SensorDeviceClass.TIMESTAMP
    attributes = {str(name): str(value) for name, value in found.attributes.items()}
    return {"state": "a time" if moving else found.state, **attributes}


@pytest.mark.usefixtures("running")
async def test_report_becomes_states(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_voltage", "3.912")
    assert {
        name: state(hass, f"sensor.attic_{name}")
        for name in ("temperature", "humidity", "pressure", "illuminance")
    } == {
        "temperature": "21.5",
        "humidity": "45.2",
        "pressure": "1013.25",
        "illuminance": "320.0",
    }


@pytest.mark.usefixtures("_everything_enabled")
async def test_entities_are_as_recorded(
    hass: HomeAssistant,
    running: MockConfigEntry,
    broker: PtyBroker,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    broker.report(announce_frame())
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_voltage", "3.912")
    await becomes(hass, "sensor.domotik_broker_000001_received_frames", "2")
    await hass.async_block_till_done()
    sensors = er.async_entries_for_config_entry(entity_registry, running.entry_id)
    assert [
        (
            sensor.entity_id,
            sensor.unique_id,
            sensor.translation_key,
            sensor.entity_category,
            shown_as(hass, sensor.entity_id),
        )
        for sensor in sorted(sensors, key=lambda each: each.entity_id)
    ] == snapshot


@pytest.mark.usefixtures("running")
async def test_next_report_replaces_the_state(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(climate()))
    broker.report(report_frame(climate(2, 1300, 2000), clock=1300, counter=2))
    await becomes(hass, TEMPERATURE, "20.0")


@pytest.mark.usefixtures("running")
async def test_overtaken_report_does_not_replace_the_state(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate(2, 1300, 2000), clock=1300, counter=2))
    broker.report(report_frame(climate(1, 1000, 1000), clock=1000, counter=1))
    await until(lambda: not broker.ring)
    assert state(hass, TEMPERATURE) == "20.0"


@pytest.mark.usefixtures("running")
async def test_repeated_report_does_not_replace_the_state(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate(1, temperature=2000)))
    broker.report(report_frame(climate(1, temperature=1000)))
    await until(lambda: not broker.ring)
    assert state(hass, TEMPERATURE) == "20.0"


async def test_old_sample_is_no_state(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate()), held_ms=3_600_000)
    await until(lambda: state(hass, TEMPERATURE))
    assert running.runtime_data.nodes[NODE.hex(":")].values == {}


async def test_old_samples_go_to_history(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    late: list[Fresh] = []
    running.runtime_data.readings.keep_late = lambda _, each: late.append(each)
    broker.report(report_frame(climate(3, 1000), climate(2, 700), climate(1, 400)))
    await becomes(hass, TEMPERATURE, "21.5")
    assert [each.number for each in late] == [1, 2]


@pytest.mark.usefixtures("running")
async def test_second_sensor_of_a_kind_is_numbered(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample("020807 02d007")))
    await becomes(hass, "sensor.attic_temperature_2", "20.0")
    assert state(hass, TEMPERATURE) == "18.0"


@pytest.mark.usefixtures("running")
async def test_objects_before_an_unknown_one_are_shown(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("020807 99 010203")))
    await becomes(hass, TEMPERATURE, "18.0")


@pytest.mark.usefixtures("running")
async def test_new_object_of_a_known_node_is_added(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample("020807")))
    await becomes(hass, TEMPERATURE, "18.0")
    broker.report(report_frame(sample("127302", 2), counter=2))
    await becomes(hass, "sensor.attic_carbon_dioxide", "627")


@pytest.mark.usefixtures("_everything_enabled", "running")
@pytest.mark.parametrize(
    ("objects", "entity_id", "value"),
    [
        ("e02c01", "sensor.attic_voc_parts", "300"),
        ("e13801", "sensor.attic_awake_time", "312"),
        ("e20700", "sensor.attic_unanswered_reports", "7"),
        ("e304", "sensor.attic_reset_cause", "deep_sleep"),
        ("e363", "sensor.attic_reset_cause", STATE_UNKNOWN),
        ("e40100", "sensor.attic_dropped_readings", "1"),
        ("53024869", "sensor.attic_text", "Hi"),
        ("5402abcd", "sensor.attic_raw_bytes", "abcd"),
        ("505d396164", "sensor.attic_timestamp", "2023-05-14T19:41:17+00:00"),
    ],
)
async def test_object_is_shown(
    hass: HomeAssistant, broker: PtyBroker, objects: str, entity_id: str, value: str
) -> None:
    broker.report(report_frame(sample(objects)))
    await becomes(hass, entity_id, value)


@pytest.mark.usefixtures("running")
async def test_text_of_any_length_is_shown(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample("53c8" + "41" * 200)))
    await becomes(hass, "sensor.attic_text", "A" * 200)


@pytest.mark.parametrize("object_id", SENSORS)
def test_sensor_has_units_and_classes_that_home_assistant_accepts(object_id: int) -> None:
    kind = OBJECTS[object_id]
    shown_as = SENSOR_TYPES[kind.name]
    device_class = shown_as.device_class or SensorDeviceClass.ENUM
    units: dict[Any, Any] = {**DEVICE_CLASS_UNITS, SensorDeviceClass.ENUM: {unit_of(kind)}}
    states: dict[Any, Any] = {
        **DEVICE_CLASS_STATE_CLASSES,
        SensorDeviceClass.ENUM: {shown_as.state_class},
    }
    assert unit_of(kind) in units.get(device_class, {None})
    assert shown_as.state_class in states.get(device_class, set()) | {None}


async def test_values_come_back_after_a_reload(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    await until(lambda: not broker.ring)
    await hass.config_entries.async_reload(running.entry_id)
    assert state(hass, TEMPERATURE) == "21.5"


@pytest.fixture
def _before_the_restart(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    """Leave what a run of Home Assistant before this one has stored."""
    mock_restore_cache_with_extra_data(
        hass,
        [
            (
                StoredState(TEMPERATURE, STATE_UNAVAILABLE),
                {"native_value": 17.3, "native_unit_of_measurement": "°C"},
            )
        ],
    )
    heard = dt_util.utcnow().timestamp() - 100
    node = {
        "epoch": 1,
        "samples": {"settled": 7, "above": [], "lost": 0},
        "counters": [7, 1, 0],
        "clock": [[1000, heard]],
        "figures": {"reports": 7, "samples": 7},
        "last_seen": heard,
        "rssi": -60,
        "announce": None,
        "objects": [[wire.TEMPERATURE, 0]],
    }
    hass_storage[DOMAIN] = {"version": 1, "key": DOMAIN, "data": {"nodes": {NODE.hex(":"): node}}}


@pytest.mark.usefixtures("_before_the_restart", "running")
async def test_values_come_back_after_a_restart(hass: HomeAssistant) -> None:
    assert state(hass, TEMPERATURE) == "17.3"


@pytest.mark.usefixtures("_before_the_restart", "running")
async def test_samples_from_before_a_restart_are_known(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate(7), counter=7))
    await until(lambda: not broker.ring)
    assert state(hass, TEMPERATURE) == "17.3"


@pytest.mark.usefixtures("running")
async def test_confirm_follows_what_is_stored(
    hass: HomeAssistant, broker: PtyBroker, hass_storage: dict[str, Any]
) -> None:
    broker.report(report_frame(climate(5), oldest=5))
    await until(lambda: broker.confirms)
    assert broker.confirms[NODE] == struct.pack(wire.CONFIRM_BODY, 1, 0, 5)
    assert hass_storage[DOMAIN]["data"]["nodes"][NODE.hex(":")]["samples"]["settled"] == 5


@pytest.mark.usefixtures("running")
async def test_nodes_are_confirmed_again_after_a_restart_of_the_broker(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate(5), oldest=5))
    await until(lambda: broker.confirms)
    broker.confirms.clear()
    broker.restart()
    await until(lambda: broker.confirms)
    assert broker.confirms[NODE] == struct.pack(wire.CONFIRM_BODY, 1, 0, 5)


async def test_frames_of_unknown_nodes_are_counted(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate()), mac=bytes(6))
    await until(lambda: not broker.ring)
    assert running.runtime_data.foreign == 1
