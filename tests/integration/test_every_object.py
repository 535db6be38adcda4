"""All that BTHome can say, as Home Assistant shows it."""

from typing import Any

import pytest
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.domotik.protocol.bthome import ROWS
from custom_components.domotik.protocol.nodes import OBJECTS_MAX
from custom_components.domotik.protocol.objects import OBJECTS, Kind
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import state
from tests.integration.test_node_flow import added
from tests.node_frames import NODE, report_frame
from tests.quality.source import ICONS
from tests.waiting import until

OTHER = bytes.fromhex("a0b1c2d3e401")
HALF = len(OBJECTS) // 2
PLAIN = sorted(key for key, kind in OBJECTS.items() if kind.kind is not Kind.INFO)
# In hexadecimal, the value 1 of each object, and a short one of those that tell their length.
WHOLE = {key: f"{key:02x}01" + "00" * (kind.length - 1) for key, kind in OBJECTS.items()} | {
    0x3B: "3b010100",
    0x53: "530141",
    0x54: "540101",
}


def report_all(broker: PtyBroker, mac: bytes, keys: list[int]) -> None:
    """Let a node report objects, some in each sample."""
    for number, place in enumerate(range(0, len(keys), 16), start=1):
        objects = "".join(WHOLE[key] for key in keys[place : place + 16])
        broker.report(report_frame(sample(objects, number), counter=number), mac=mac)


@pytest.fixture
async def shown(
    hass: HomeAssistant,
    _everything_enabled: None,
    running: MockConfigEntry,
    broker: PtyBroker,
    entity_registry: er.EntityRegistry,
) -> dict[tuple[str, str], er.RegistryEntry]:
    """Return the entities of two nodes that share the whole table, by MAC and object."""
    await added(hass, running, OTHER.hex(":"), "Hall")
    keys = sorted(OBJECTS)
    report_all(broker, NODE, keys[:HALF])
    report_all(broker, OTHER, keys[HALF:])
    await until(lambda: not broker.ring)
    await hass.async_block_till_done()
    entries = er.async_entries_for_config_entry(entity_registry, running.entry_id)
    return {(entry.unique_id[:17], entry.unique_id[18:]): entry for entry in entries}


def row(object_id: int, entry: er.RegistryEntry) -> str:
    """Return how an object is shown, on one line."""
    options: Any = entry.options.get("sensor", {})
    cells = (
        entry.entity_id,
        entry.original_device_class,
        entry.unit_of_measurement,
        (entry.capabilities or {}).get("state_class"),
        options.get("suggested_display_precision"),
        entry.entity_category,
        entry.original_name,
    )
    return " | ".join((f"{object_id:02x}", *map(str, cells)))


def key_of(object_id: int) -> tuple[str, str]:
    """Return where the walk puts an object's entity."""
    mac = NODE if object_id in sorted(OBJECTS)[:HALF] else OTHER
    return mac.hex(":"), f"{object_id:02x}-0"


def test_table_is_whole() -> None:
    assert len(ROWS) == 95
    assert HALF < OBJECTS_MAX


async def test_every_object_but_the_packets_own_is_an_entity(
    shown: dict[tuple[str, str], er.RegistryEntry],
) -> None:
    assert [key for key in sorted(OBJECTS) if key_of(key) in shown] == PLAIN


async def test_every_entity_has_a_value(
    hass: HomeAssistant, shown: dict[tuple[str, str], er.RegistryEntry]
) -> None:
    states = {key: state(hass, shown[key_of(key)].entity_id) for key in PLAIN}
    assert [key for key in PLAIN if states[key] in {None, STATE_UNAVAILABLE, STATE_UNKNOWN}] == []


async def test_every_entity_has_an_icon_or_a_class_that_has_one(
    shown: dict[tuple[str, str], er.RegistryEntry],
) -> None:
    plain = [entry for entry in shown.values() if entry.original_device_class is None]
    assert [
        entry.entity_id
        for entry in plain
        if entry.translation_key not in ICONS["entity"].get(entry.domain, {})
    ] == []


async def test_every_object_is_shown_as_recorded(
    shown: dict[tuple[str, str], er.RegistryEntry], snapshot: SnapshotAssertion
) -> None:
    assert [row(object_id, shown[key_of(object_id)]) for object_id in PLAIN] == snapshot
