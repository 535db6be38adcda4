"""Setting up, unloading and removing a broker."""

import asyncio
import logging
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.greeting import probe
from tests.fake_broker import MAC, PtyBroker
from tests.integration.states import becomes
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Try to set an entry up."""
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


def issues(hass: HomeAssistant) -> set[str | None]:
    """Return the keys of our issues."""
    registry = ir.async_get(hass)
    return {
        issue.translation_key
        for (domain, _), issue in registry.issues.items()
        if domain == DOMAIN and issue.active
    }


async def test_entry_is_loaded(running: MockConfigEntry) -> None:
    assert running.state is ConfigEntryState.LOADED


async def test_broker_is_a_device(
    running: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, MAC.hex(":")), running.entry_id
    )
    assert device is not None
    assert (device.name, device.model, device.sw_version) == (running.title, "ESP32", "0.1.0")


async def test_nodes_of_the_entry_are_told_to_the_broker(
    running: MockConfigEntry, broker: PtyBroker
) -> None:
    await until(lambda: broker.owned)
    assert broker.owned == [NODE]


async def test_unloaded_entry_frees_the_port(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    await hass.config_entries.async_unload(running.entry_id)
    assert (await probe(str(broker.port))).mac == MAC.hex(":")


async def test_failing_platform_frees_the_port(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    with patch.object(hass.config_entries, "async_forward_entry_setups", side_effect=OSError):
        await set_up(hass, entry)
    assert (await probe(str(broker.port))).mac == MAC.hex(":")


async def test_stopping_home_assistant_frees_the_port(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    await until(lambda: not running.runtime_data.available)
    assert (await probe(str(broker.port))).mac == MAC.hex(":")


async def test_removed_entry_forgets_its_nodes(
    hass: HomeAssistant,
    running: MockConfigEntry,
    broker: PtyBroker,
    hass_storage: dict[str, Any],
) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id="another").add_to_hass(hass)
    broker.report(report_frame(climate()))
    await until(lambda: not broker.ring)
    await hass.config_entries.async_remove(running.entry_id)
    assert hass_storage[DOMAIN]["data"] == {"nodes": {}}


async def test_last_entry_leaves_no_file_behind(
    hass: HomeAssistant,
    running: MockConfigEntry,
    broker: PtyBroker,
    hass_storage: dict[str, Any],
) -> None:
    broker.report(report_frame(climate()))
    await until(lambda: not broker.ring)
    await hass.config_entries.async_remove(running.entry_id)
    await hass.async_block_till_done()
    assert [key for key in hass_storage if key.startswith(DOMAIN)] == []


async def test_broker_that_is_added_again_begins_anew(
    hass: HomeAssistant, running: MockConfigEntry, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    await hass.config_entries.async_remove(running.entry_id)
    again = MockConfigEntry(domain=DOMAIN, unique_id=entry.unique_id, data=entry.data)
    again.add_to_hass(hass)
    await set_up(hass, again)
    assert again.state is ConfigEntryState.LOADED


def unplug(broker: PtyBroker) -> None:
    """Let the port be missing."""
    broker.unplug()


def silence(broker: PtyBroker) -> None:
    """Let the broker not answer."""
    broker.mute = {wire.HELLO}


def chatter(broker: PtyBroker) -> None:
    """Let something else be on the port."""
    broker.feed = lambda _: broker.write(b">>> \r\n")  # type: ignore[method-assign,assignment]


def another(broker: PtyBroker) -> None:
    """Let another broker be on the port."""
    broker.mac = bytes(6)


def vanish(broker: PtyBroker) -> None:
    """Let the port vanish while the broker is greeted."""
    loop = asyncio.get_running_loop()
    broker.feed = lambda _: loop.call_soon(broker.unplug)  # type: ignore[method-assign,assignment]


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (unplug, "port_missing"),
        (silence, "no_answer"),
        (chatter, "not_a_broker"),
        (another, "wrong_broker"),
        (vanish, "cannot_connect"),
    ],
)
async def test_setup_in_trouble_is_tried_again(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker, trouble: Any, reason: str
) -> None:
    trouble(broker)
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == reason
    await hass.config_entries.async_unload(entry.entry_id)


async def test_entry_is_set_up_when_its_port_appears(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.unplug()
    await set_up(hass, entry)
    broker.plug()
    await until(lambda: entry.state is ConfigEntryState.LOADED)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_port_of_an_unloaded_entry_is_watched_no_longer(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.unplug()
    await set_up(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    broker.plug()
    await asyncio.sleep(0.1)
    assert entry.state is ConfigEntryState.NOT_LOADED


@pytest.mark.parametrize(("version", "issue"), [(0, "broker_too_old"), (9, "broker_too_new")])
async def test_other_version_raises_an_issue(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker, version: int, issue: str
) -> None:
    broker.version = version
    await set_up(hass, entry)
    assert (entry.state, issues(hass)) == (ConfigEntryState.SETUP_RETRY, {issue})
    await hass.config_entries.async_unload(entry.entry_id)


async def test_issue_goes_when_the_version_is_right(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.version = 9
    await set_up(hass, entry)
    broker.version = wire.PROTOCOL_VERSION
    await hass.config_entries.async_reload(entry.entry_id)
    assert issues(hass) == set()
    await hass.config_entries.async_unload(entry.entry_id)


async def test_broker_flashed_while_it_runs_raises_an_issue(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.version = 9
    broker.restart()
    await until(lambda: issues(hass))
    assert issues(hass) == {"broker_too_new"}


async def test_issue_goes_with_its_entry(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.version = 9
    await set_up(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    assert issues(hass) == set()


async def test_normal_life_logs_no_warning(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    broker: PtyBroker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await set_up(hass, entry)
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    broker.unplug()
    await becomes(hass, "sensor.attic_temperature", "unavailable")
    await hass.config_entries.async_unload(entry.entry_id)
    ours = [record for record in caplog.records if record.name.startswith(entry.domain)]
    ours += [record for record in caplog.records if "domotik" in record.name]
    assert [record for record in ours if record.levelno >= logging.WARNING] == []
