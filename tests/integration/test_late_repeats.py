"""A state that Home Assistant writes again is corrected in history by what comes late."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.history.late import STATE
from custom_components.domotik.home import HOME
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes, state
from tests.node_frames import NODE, report_frame
from tests.waiting import until

TEMPERATURE, DOOR = "sensor.attic_temperature", "binary_sensor.attic_opening"
WARM, COLD, WARMER, OPEN, CLOSED = "020807", "02d007", "020808", "1101", "1100"
MINUTE_MS = 60_000


def corrections(running: MockConfigEntry) -> list[tuple[float, dict[Any, Any]]]:
    """Return when states were wrong, and what they should have been."""
    late = running.runtime_data.history.late
    return [(each.time, each.readings) for each in late if each.epoch == STATE]


def written(hass: HomeAssistant, entity_id: str = TEMPERATURE) -> float:
    """Return when a state was written."""
    found = hass.states.get(entity_id)
    assert found
    return found.last_updated_timestamp


async def come_late(broker: PtyBroker, objects: str, number: int = 2) -> None:
    """Let a sample come a minute late."""
    broker.confirms.clear()
    frame = report_frame(sample(objects, number), counter=number)
    broker.report(frame, held_ms=MINUTE_MS)
    await until(lambda: NODE in broker.confirms)


async def restart(hass: HomeAssistant, running: MockConfigEntry) -> None:
    """Set up the entry as after a restart of Home Assistant."""
    await hass.config_entries.async_unload(running.entry_id)
    del hass.data[HOME]
    await hass.config_entries.async_setup(running.entry_id)


@pytest.fixture
async def cold(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> PtyBroker:
    """Return the broker of a node that has reported 20 degrees."""
    broker.report(report_frame(sample(COLD)))
    await becomes(hass, TEMPERATURE, "20.0")
    await until(lambda: NODE in broker.confirms)
    return broker


async def test_state_from_before_a_restart_is_corrected(
    hass: HomeAssistant, running: MockConfigEntry, cold: PtyBroker
) -> None:
    await restart(hass, running)
    again = written(hass)
    await come_late(cold, WARM)
    assert corrections(running) == [(again, {(2, 0): 18.0})]


async def test_binary_state_from_before_a_restart_is_corrected(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample(OPEN)))
    await becomes(hass, DOOR, "on")
    await until(lambda: NODE in broker.confirms)
    await restart(hass, running)
    again = written(hass, DOOR)
    await come_late(broker, CLOSED)
    assert corrections(running) == [(again, {(0x11, 0): False})]


async def test_state_from_before_the_cable_was_pulled_is_corrected(
    hass: HomeAssistant, running: MockConfigEntry, cold: PtyBroker
) -> None:
    cold.unplug()
    await becomes(hass, TEMPERATURE, "unavailable")
    cold.plug()
    await becomes(hass, TEMPERATURE, "20.0")
    again = written(hass)
    await come_late(cold, WARM)
    assert corrections(running) == [(again, {(2, 0): 18.0})]


async def test_newest_of_what_came_late_is_what_the_state_should_have_been(
    hass: HomeAssistant, running: MockConfigEntry, cold: PtyBroker
) -> None:
    await restart(hass, running)
    again = written(hass)
    await come_late(cold, WARM, 2)
    await come_late(cold, WARMER, 3)
    assert corrections(running) == [(again, {(2, 0): 20.56})]


async def test_correction_outlives_another_restart(
    hass: HomeAssistant, running: MockConfigEntry, cold: PtyBroker
) -> None:
    await restart(hass, running)
    await come_late(cold, WARM)
    before = corrections(running)
    await restart(hass, running)
    assert corrections(running) == before


async def test_state_that_a_sample_has_set_is_not_corrected(
    hass: HomeAssistant, running: MockConfigEntry, cold: PtyBroker
) -> None:
    await come_late(cold, WARM)
    await becomes(hass, TEMPERATURE, "18.0")
    assert corrections(running) == []


async def test_unavailable_state_is_not_corrected(
    hass: HomeAssistant, running: MockConfigEntry, cold: PtyBroker
) -> None:
    running.runtime_data.nodes[NODE.hex(":")].node.last_seen = None
    await restart(hass, running)
    assert state(hass, TEMPERATURE) == "unavailable"
    await come_late(cold, WARM)
    assert corrections(running) == []
