"""A node's battery: how long it lasts, for nodes that say which they have."""

import pytest
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.protocol.chemistry import millivolts
from custom_components.domotik.protocol.forecast import DAY
from tests.fake_broker import PtyBroker
from tests.integration.states import state
from tests.node_frames import NODE, announce_frame, climate, report_frame
from tests.waiting import until

DAYS_LEFT = "sensor.attic_battery_life_left"
KIND = "lipo"


async def heard(hass: HomeAssistant, broker: PtyBroker, sensors: str) -> None:
    """Let the node say what it has, and report once."""
    broker.report(announce_frame(sensors=sensors, counter=1))
    broker.report(report_frame(climate(1), counter=2))
    await until(lambda: not broker.ring)
    await hass.async_block_till_done()


@pytest.mark.usefixtures("running")
async def test_a_node_without_a_kind_of_battery_has_no_forecast(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    await heard(hass, broker, "bme280,battery")
    assert hass.states.get(DAYS_LEFT) is None


@pytest.mark.usefixtures("running")
async def test_a_new_battery_has_an_unknown_end(hass: HomeAssistant, broker: PtyBroker) -> None:
    await heard(hass, broker, f"bme280,battery {KIND}")
    assert state(hass, DAYS_LEFT) == STATE_UNKNOWN


async def test_a_battery_that_was_watched_has_days_left(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    battery = running.runtime_data.nodes[NODE.hex(":")].node.battery
    for hour in range(40 * 24):
        battery.note(hour * 3600, millivolts(KIND, 100 - 60 * hour / 960) / 1000)
    broker.report(announce_frame(sensors=f"battery {KIND}", counter=1))
    battery.power_cut()
    broker.report(report_frame(climate(1), counter=2))
    await until(lambda: not broker.ring)
    await hass.async_block_till_done()
    shown = hass.states.get(DAYS_LEFT)
    assert shown is not None
    assert 0 <= float(shown.state) < 30
    assert shown.attributes["unit_of_measurement"] == "d"


async def test_another_interval_begins_another_course(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    battery = running.runtime_data.nodes[NODE.hex(":")].node.battery
    await heard(hass, broker, f"bme280,battery {KIND}")
    battery.note(DAY, 3.9)
    broker.report(announce_frame(interval=60, sensors=f"battery {KIND}", counter=3))
    await until(lambda: not broker.ring)
    await hass.async_block_till_done()
    assert battery.spans == []
