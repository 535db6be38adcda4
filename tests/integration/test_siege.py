"""Thousands of frames of somebody who has no key, at a real Home Assistant."""

import random

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.protocol import wire
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes
from tests.integration.test_key_trouble import KEY, OTHER, frame, give_key
from tests.node_frames import NODE, climate, report_frame, sealed_frame
from tests.waiting import until

TEMPERATURE = "sensor.attic_temperature"
FORGED = 1_000  # in the name of the node, and as many of MACs that were never there
AT_ONCE = 250


def forged(luck: random.Random, number: int) -> bytes:
    """Return a frame that no key of ours has sealed."""
    head = wire.pack_header(wire.REPORT, luck.randrange(4), luck.randrange(1 << 31), number)
    lie = report_frame(climate(number + 100, temperature=3000), counter=number + 100)
    return luck.choice((head + luck.randbytes(60), lie, sealed_frame(bytes.fromhex(OTHER), lie)))


@pytest.fixture
async def besieged(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> MockConfigEntry:
    """Return an entry with a keyed node that has reported, and then has been lied about."""
    give_key(hass, entry, KEY)
    await hass.config_entries.async_setup(entry.entry_id)
    broker.report(frame(1, KEY))
    await becomes(hass, TEMPERATURE, "21.5")
    luck = random.Random(1)
    for number in range(FORGED):
        broker.report(forged(luck, number))
        broker.report(forged(luck, number), mac=b"\x02\xff" + number.to_bytes(4))
        if number % AT_ONCE == 0:
            await until(lambda: not broker.ring)
    await until(lambda: not broker.ring)
    return entry


@pytest.mark.usefixtures("besieged")
async def test_good_node_goes_on(hass: HomeAssistant, broker: PtyBroker) -> None:
    warmer = report_frame(climate(2, temperature=2200), counter=2, oldest=2)
    broker.report(sealed_frame(bytes.fromhex(KEY), warmer))
    await becomes(hass, TEMPERATURE, "22.0")


@pytest.mark.usefixtures("besieged")
async def test_no_lie_becomes_a_state(hass: HomeAssistant) -> None:
    await becomes(hass, TEMPERATURE, "21.5")


async def test_every_lie_is_refused_and_counted(besieged: MockConfigEntry) -> None:
    hub = besieged.runtime_data
    node = hub.nodes[NODE.hex(":")].node
    assert (node.figures.samples, node.figures.bad_frames, hub.foreign) == (1, FORGED, FORGED)


async def test_nobody_new_is_remembered(
    besieged: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    devices = dr.async_entries_for_config_entry(device_registry, besieged.entry_id)
    assert (len(devices), len(besieged.runtime_data.nodes)) == (2, 1)
