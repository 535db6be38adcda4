"""What a bug report holds."""

import json
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import CONF_KEY, DOMAIN
from custom_components.domotik.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from tests.fake_broker import MAC, PtyBroker
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until


@pytest.fixture
async def found(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> dict[str, Any]:
    """Return the diagnostics after a report and some firmware log."""
    broker.write(b"rst:0x1 (POWERON_RESET)\r\n")
    broker.report(report_frame(climate()))
    known = running.runtime_data.session.broker
    await until(lambda: not broker.ring and known.stats and known.stats.received)
    return await async_get_config_entry_diagnostics(hass, running)


async def test_it_is_json(found: dict[str, Any]) -> None:
    assert json.loads(json.dumps(found))


async def test_broker_and_link_are_told(found: dict[str, Any]) -> None:
    told = found["broker"]
    assert (told["connected"], told["link"]["log_lines"], told["stats"]["received"]) == (
        True,
        1,
        1,
    )


async def test_nodes_are_told(found: dict[str, Any]) -> None:
    node = found["nodes"][NODE.hex(":")]
    assert (node["received"], node["lost_samples"], node["lost_frames"]) == (1, 0, 0)


async def test_firmware_log_is_told(found: dict[str, Any]) -> None:
    assert found["log"] == ["rst:0x1 (POWERON_RESET)"]


async def test_key_in_a_url_is_not_told(hass: HomeAssistant, running: MockConfigEntry) -> None:
    hass.config_entries.async_update_entry(
        running, data={"device": "esphome://den:6053?key=secret"}
    )
    assert "secret" not in json.dumps(await async_get_config_entry_diagnostics(hass, running))


async def test_node_alone_is_told(
    hass: HomeAssistant, running: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, NODE.hex(":")), running.entry_id
    )
    assert device is not None
    told = await async_get_device_diagnostics(hass, running, device)
    assert told.keys() == {"nodes"}
    assert told["nodes"].keys() == {NODE.hex(":")}


async def test_broker_alone_is_told(
    hass: HomeAssistant, running: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, MAC.hex(":")), running.entry_id
    )
    assert device is not None
    told = await async_get_device_diagnostics(hass, running, device)
    assert told.keys() == {"broker"}


async def test_keys_are_in_neither(
    hass: HomeAssistant, running: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    key = "000102030405060708090a0b0c0d0e0f"
    subentry = next(iter(running.subentries.values()))
    hass.config_entries.async_update_subentry(
        running, subentry, data={**subentry.data, CONF_KEY: key}
    )
    await hass.async_block_till_done()
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, NODE.hex(":")), running.entry_id
    )
    assert device is not None
    told = [
        await async_get_config_entry_diagnostics(hass, running),
        await async_get_device_diagnostics(hass, running, device),
    ]
    assert key not in json.dumps(told)
    assert running.runtime_data.nodes[NODE.hex(":")].node.key == bytes.fromhex(key)
