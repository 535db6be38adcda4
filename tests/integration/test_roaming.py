"""Two brokers, and nodes that come in by either."""

import pytest
from homeassistant.const import STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from tests.fake_broker import PtyBroker
from tests.integration.conftest import entry_of
from tests.integration.states import becomes, state
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

OTHER_NODE = bytes.fromhex("a0b1c2d3e4f6")
TEMPERATURE = "sensor.attic_temperature"
REACHABLE = "binary_sensor.attic_reachable"


@pytest.fixture
async def second(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> MockConfigEntry:
    """Return the second broker's entry, set up beside the first; each has a node."""
    entry = entry_of(other, OTHER_NODE, "Cellar")
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: broker.owned == other.owned == [NODE, OTHER_NODE])
    return entry


@pytest.mark.usefixtures("second")
async def test_every_broker_serves_the_nodes_of_all(broker: PtyBroker, other: PtyBroker) -> None:
    assert (broker.owned, other.owned) == ([NODE, OTHER_NODE], [NODE, OTHER_NODE])


@pytest.mark.usefixtures("second")
async def test_node_removed_from_one_entry_is_served_by_none(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    hass.config_entries.async_remove_subentry(running, next(iter(running.subentries)))
    await until(lambda: broker.owned == other.owned == [OTHER_NODE])
    assert running.runtime_data.nodes == {}


@pytest.mark.usefixtures("running")
async def test_nodes_of_an_unloaded_entry_are_served_by_none(
    hass: HomeAssistant, second: MockConfigEntry, broker: PtyBroker
) -> None:
    await hass.config_entries.async_unload(second.entry_id)
    await until(lambda: broker.owned == [NODE])
    assert broker.owned == [NODE]


async def test_nodes_of_an_entry_that_is_loaded_again_are_served(
    hass: HomeAssistant, second: MockConfigEntry, broker: PtyBroker
) -> None:
    await hass.config_entries.async_unload(second.entry_id)
    await until(lambda: broker.owned == [NODE])
    await hass.config_entries.async_setup(second.entry_id)
    await until(lambda: broker.owned == [NODE, OTHER_NODE])
    assert second.runtime_data.available


@pytest.mark.usefixtures("second")
async def test_report_to_the_other_broker_is_the_nodes_state(
    hass: HomeAssistant, other: PtyBroker
) -> None:
    other.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    assert state(hass, REACHABLE) == STATE_ON


async def test_node_that_roams_stays_a_device_of_its_entry(
    hass: HomeAssistant,
    running: MockConfigEntry,
    second: MockConfigEntry,
    other: PtyBroker,
    device_registry: dr.DeviceRegistry,
) -> None:
    other.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    found = [
        device_registry.async_get_device_by_identifier((DOMAIN, NODE.hex(":")), entry.entry_id)
        for entry in (running, second)
    ]
    assert [device is not None for device in found] == [True, False]


@pytest.mark.usefixtures("second")
async def test_node_is_confirmed_by_the_broker_that_heard_it(
    broker: PtyBroker, other: PtyBroker
) -> None:
    other.report(report_frame(climate()))
    await until(lambda: NODE in other.confirms)
    assert NODE not in broker.confirms


@pytest.mark.usefixtures("second")
async def test_broker_that_restarts_learns_the_confirms_of_all(
    broker: PtyBroker, other: PtyBroker
) -> None:
    other.report(report_frame(climate()))
    await until(lambda: NODE in other.confirms)
    broker.restart()
    await until(lambda: NODE in broker.confirms)
    assert broker.confirms[NODE] == other.confirms[NODE]


@pytest.mark.usefixtures("second")
async def test_sample_that_comes_by_both_brokers_is_one(
    running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    broker.report(report_frame(climate(), counter=1))
    other.report(report_frame(climate(), counter=2))
    await until(lambda: not broker.ring and not other.ring)
    figures = running.runtime_data.nodes[NODE.hex(":")].node.figures
    assert (figures.samples, figures.duplicates) == (1, 1)


@pytest.mark.usefixtures("second")
async def test_node_outlives_the_loss_of_its_own_broker(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    other.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    broker.unplug()
    await until(lambda: not running.runtime_data.available)
    assert (state(hass, TEMPERATURE), state(hass, REACHABLE)) == ("21.5", STATE_ON)


@pytest.mark.usefixtures("second")
async def test_node_goes_with_the_broker_that_heard_it(
    hass: HomeAssistant, running: MockConfigEntry, other: PtyBroker
) -> None:
    other.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    other.unplug()
    await becomes(hass, TEMPERATURE, STATE_UNAVAILABLE)
    assert running.runtime_data.available


@pytest.mark.usefixtures("second")
async def test_node_comes_back_by_its_own_broker(
    hass: HomeAssistant, broker: PtyBroker, other: PtyBroker
) -> None:
    other.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    other.unplug()
    await becomes(hass, TEMPERATURE, STATE_UNAVAILABLE)
    broker.report(report_frame(climate(2, 1300, 2000), clock=1300, counter=2))
    await becomes(hass, TEMPERATURE, "20.0")


async def test_node_of_an_unloaded_entry_is_foreign(
    hass: HomeAssistant, running: MockConfigEntry, second: MockConfigEntry, broker: PtyBroker
) -> None:
    await hass.config_entries.async_unload(second.entry_id)
    broker.report(report_frame(climate()), mac=OTHER_NODE)
    await until(lambda: running.runtime_data.foreign)
    assert OTHER_NODE not in broker.confirms


async def test_frame_that_was_held_does_not_take_the_node_back(
    hass: HomeAssistant,
    running: MockConfigEntry,
    second: MockConfigEntry,
    broker: PtyBroker,
    other: PtyBroker,
) -> None:
    other.report(report_frame(climate(2, 1300), clock=1300, counter=2))
    await becomes(hass, TEMPERATURE, "21.5")
    broker.report(report_frame(climate(1, temperature=2000)), held_ms=300_000)
    await until(lambda: NODE in broker.confirms)
    assert running.runtime_data.nodes[NODE.hex(":")].hearer == second.unique_id
