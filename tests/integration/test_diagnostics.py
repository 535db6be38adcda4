"""What a bug report holds."""

import json
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.diagnostics import async_get_config_entry_diagnostics
from tests.fake_broker import NODE, PtyBroker, climate, report_frame
from tests.waiting import until


@pytest.fixture
async def found(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> dict[str, Any]:
    """Return the diagnostics after a report and some firmware log."""
    broker.write(b"rst:0x1 (POWERON_RESET)\r\n")
    broker.report(report_frame(climate()))
    await until(lambda: not broker.ring and running.runtime_data.session.broker.stats)
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
