"""Adding a broker, and moving it to another port."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import patch

import pytest
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
    FlowType,
)
from homeassistant.const import CONF_DEVICE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ConfigEntryNotReady
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.protocol import wire
from tests.fake_broker import MAC, OTHER_MAC, PtyBroker
from tests.waiting import until


async def opened(hass: HomeAssistant) -> ConfigFlowResult:
    """Return the form that adds a broker."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def answered(
    hass: HomeAssistant, form: ConfigFlowResult, port: Path | str
) -> ConfigFlowResult:
    """Return what comes of a port."""
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {CONF_DEVICE: str(port)}
    )
    await hass.async_block_till_done()
    return result


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[PtyBroker]:
    """Return a second port, with nothing plugged in."""
    unplugged = PtyBroker(tmp_path / "other")
    yield unplugged
    unplugged.unplug()


@pytest.fixture
async def added(hass: HomeAssistant, broker: PtyBroker) -> AsyncIterator[ConfigFlowResult]:
    """Return what comes of adding the broker."""
    result = await answered(hass, await opened(hass), broker.port)
    yield result
    await hass.config_entries.async_unload(result["result"].entry_id)


async def test_form_asks_for_a_port(hass: HomeAssistant) -> None:
    form = await opened(hass)
    assert (form["type"], form["errors"]) == (FlowResultType.FORM, {})


async def test_broker_is_added(added: ConfigFlowResult, broker: PtyBroker) -> None:
    assert added["type"] is FlowResultType.CREATE_ENTRY
    assert added["title"] == "Domotik broker (000001)"
    assert added["data"] == {CONF_DEVICE: str(broker.port)}
    assert added["result"].unique_id == MAC.hex(":")


async def test_added_broker_runs(added: ConfigFlowResult) -> None:
    assert added["result"].state is ConfigEntryState.LOADED


async def test_added_broker_leads_on_to_adding_a_node(
    hass: HomeAssistant, added: ConfigFlowResult
) -> None:
    kind, flow_id = added["next_flow"]
    form = hass.config_entries.subentries.async_get(flow_id)
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    assert (form["handler"], form["step_id"]) == ((added["result"].entry_id, "node"), "user")


async def test_broker_that_is_gone_at_once_leads_nowhere(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    with patch("custom_components.domotik.async_setup_entry", side_effect=ConfigEntryNotReady):
        result = await answered(hass, await opened(hass), broker.port)
    assert "next_flow" not in result


async def test_missing_port_is_told(hass: HomeAssistant, tmp_path: Path) -> None:
    result = await answered(hass, await opened(hass), tmp_path / "nothing")
    assert result["errors"] == {CONF_DEVICE: "port_missing"}


async def test_busy_port_is_told(hass: HomeAssistant, broker: PtyBroker) -> None:
    with patch(
        "serialx.create_serial_connection", side_effect=OSError(16, "locked by another process")
    ):
        result = await answered(hass, await opened(hass), broker.port)
    assert result["errors"] == {CONF_DEVICE: "port_busy"}


async def test_silence_is_told(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.mute = {wire.HELLO}
    result = await answered(hass, await opened(hass), broker.port)
    assert result["errors"] == {CONF_DEVICE: "no_answer"}


async def test_other_device_is_told(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.mute = {wire.HELLO}
    asyncio.get_running_loop().call_later(0.1, broker.write, b"MicroPython\r\n>>> \r\n")
    result = await answered(hass, await opened(hass), broker.port)
    assert result["errors"] == {CONF_DEVICE: "not_a_broker"}


async def test_other_version_is_told(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.version = 9
    result = await answered(hass, await opened(hass), broker.port)
    assert result["errors"] == {CONF_DEVICE: "version_mismatch"}


@pytest.mark.parametrize("port", ["nonsense://here", "socket://", "/dev/null"])
async def test_nonsense_is_told(hass: HomeAssistant, port: str) -> None:
    result = await answered(hass, await opened(hass), port)
    assert result["errors"] == {CONF_DEVICE: "cannot_connect"}


async def test_the_unexpected_is_told(hass: HomeAssistant, broker: PtyBroker) -> None:
    with patch("custom_components.domotik.config_flow.probe", side_effect=RuntimeError):
        result = await answered(hass, await opened(hass), broker.port)
    assert result["errors"] == {"base": "unknown"}


async def test_broker_plugged_in_after_a_first_try_is_added(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.unplug()
    form = await answered(hass, await opened(hass), broker.port)
    assert form["errors"] == {CONF_DEVICE: "port_missing"}
    broker.plug()
    result = await answered(hass, form, broker.port)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.config_entries.async_unload(result["result"].entry_id)


async def test_port_of_a_running_broker_is_recognised(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    result = await answered(hass, await opened(hass), broker.port)
    assert result["reason"] == "already_configured"


async def test_port_is_recognised_under_another_name(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, tmp_path: Path
) -> None:
    (tmp_path / "by-id").symlink_to(broker.port)
    result = await answered(hass, await opened(hass), tmp_path / "by-id")
    assert result["reason"] == "already_configured"


async def test_broker_on_another_port_is_not_added_twice(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    broker.unplug()
    other.plug()
    result = await answered(hass, await opened(hass), other.port)
    assert result["reason"] == "already_configured"


async def test_broker_found_on_another_port_is_moved(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    broker.unplug()
    other.plug()
    await answered(hass, await opened(hass), other.port)
    await until(lambda: running.runtime_data.available)
    assert running.data == {CONF_DEVICE: str(other.port)}


async def test_port_is_changed(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    broker.unplug()
    other.plug()
    result = await answered(hass, await running.start_reconfigure_flow(hass), other.port)
    assert result["reason"] == "reconfigure_successful"
    await until(lambda: running.runtime_data.available)
    assert running.data == {CONF_DEVICE: str(other.port)}


async def test_changing_the_port_keeps_the_entry_loaded(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    hub = running.runtime_data
    broker.unplug()
    other.plug()
    await answered(hass, await running.start_reconfigure_flow(hass), other.port)
    assert running.runtime_data is hub


async def test_port_of_an_entry_that_waits_is_changed(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    broker.unplug()
    await hass.config_entries.async_setup(entry.entry_id)
    other.plug()
    await answered(hass, await entry.start_reconfigure_flow(hass), other.port)
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_same_port_changes_nothing(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    result = await answered(hass, await running.start_reconfigure_flow(hass), broker.port)
    assert result["reason"] == "reconfigure_successful"
    assert len(broker.asked(wire.HELLO)) == 1


async def test_failed_change_keeps_the_old_port(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, other: PtyBroker
) -> None:
    result = await answered(hass, await running.start_reconfigure_flow(hass), other.port)
    assert result["errors"] == {CONF_DEVICE: "port_missing"}
    assert running.runtime_data.available


async def test_port_of_another_entry_is_not_taken(
    hass: HomeAssistant, running: MockConfigEntry, other: PtyBroker
) -> None:
    MockConfigEntry(
        domain=DOMAIN, unique_id=OTHER_MAC.hex(":"), data={CONF_DEVICE: str(other.port)}
    ).add_to_hass(hass)
    other.plug()
    result = await answered(hass, await running.start_reconfigure_flow(hass), other.port)
    assert result["reason"] == "already_configured"
