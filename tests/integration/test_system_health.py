"""What Home Assistant's system information says."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.domotik.const import DOMAIN
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes
from tests.node_frames import climate, report_frame
from tests.quality.source import TEXTS


async def test_brokers_and_nodes_are_counted(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    assert await get_system_health_info(hass, DOMAIN) == {
        "brokers": 1,
        "brokers_connected": 1,
        "broker_firmware": "0.1.0",
        "nodes": 1,
        "nodes_reachable": 1,
        "protocol_version": 1,
    }


async def test_every_line_has_its_words(hass: HomeAssistant, running: MockConfigEntry) -> None:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    assert info.keys() == TEXTS["system_health"]["info"].keys()
