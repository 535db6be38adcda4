"""The options of a broker's entry."""

from typing import Any

import pytest
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import CONF_AVAILABILITY_FACTOR, CONF_LATE_HISTORY
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, pass_time, state
from tests.node_frames import climate, report_frame

HEARTBEAT = 900
REACHABLE = "binary_sensor.attic_reachable"


async def choose(hass: HomeAssistant, entry: MockConfigEntry, factor: float) -> Any:
    """Choose after how many heartbeats a node is silent."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        form["flow_id"], {CONF_AVAILABILITY_FACTOR: factor}
    )
    await hass.async_block_till_done()
    return result


@pytest.fixture
async def reported(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> MockConfigEntry:
    """Return the entry; its node has reported."""
    broker.report(report_frame(climate()))
    await becomes(hass, REACHABLE, STATE_ON)
    return running


async def test_options_are_kept(hass: HomeAssistant, running: MockConfigEntry) -> None:
    await choose(hass, running, 4)
    assert running.options == {CONF_AVAILABILITY_FACTOR: 4, CONF_LATE_HISTORY: True}


async def test_node_is_silent_after_as_many_heartbeats(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    await choose(hass, reported, 4)
    await pass_time(hass, 3.9 * HEARTBEAT)
    assert state(hass, REACHABLE) == STATE_ON
    await pass_time(hass, 4.1 * HEARTBEAT)
    assert state(hass, REACHABLE) == STATE_OFF


async def test_option_applies_at_once(hass: HomeAssistant, reported: MockConfigEntry) -> None:
    await pass_time(hass, 3 * HEARTBEAT)
    assert state(hass, REACHABLE) == STATE_OFF
    await choose(hass, reported, 4)
    assert state(hass, REACHABLE) == STATE_ON


async def test_options_reload_nothing(hass: HomeAssistant, reported: MockConfigEntry) -> None:
    hub = reported.runtime_data
    await choose(hass, reported, 4)
    assert reported.runtime_data is hub


@pytest.mark.parametrize("factor", [1, 100])
async def test_option_out_of_bounds_is_refused(
    hass: HomeAssistant, running: MockConfigEntry, factor: float
) -> None:
    with pytest.raises(InvalidData):
        await choose(hass, running, factor)
