"""Entries of other versions, and Home Assistant on another machine."""

import logging
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryData
from homeassistant.const import CONF_DEVICE, CONF_MAC
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.config_flow import DomotikConfigFlow
from custom_components.domotik.const import (
    CONF_AVAILABILITY_FACTOR,
    CONF_KEY,
    CONF_OFFSETS,
    DOMAIN,
    SUBENTRY_NODE,
)
from tests.fake_broker import MAC, PtyBroker
from tests.integration.states import becomes
from tests.node_frames import NODE, climate, report_frame, sealed_frame
from tests.waiting import until

KEY = "000102030405060708090a0b0c0d0e0f"
TEMPERATURE = "sensor.attic_temperature"


def stored(port: str, version: int = 1, minor: int = 1) -> MockConfigEntry:
    """Return an entry of a version, with all that version 1.1 ever wrote."""
    mac = NODE.hex(":")
    data = {CONF_MAC: mac, CONF_KEY: KEY, CONF_OFFSETS: {"02-0": 0.5}}
    node = ConfigSubentryData(data=data, subentry_type=SUBENTRY_NODE, title="Attic", unique_id=mac)
    return MockConfigEntry(
        domain=DOMAIN,
        version=version,
        minor_version=minor,
        title="Domotik broker (000001)",
        unique_id=MAC.hex(":"),
        data={CONF_DEVICE: port},
        options={CONF_AVAILABILITY_FACTOR: 4.0},
        subentries_data=[node],
    )


def report(broker: PtyBroker, number: int, temperature: int) -> None:
    """Let the node send a sealed report."""
    frame = report_frame(
        climate(number, 1000 + number, temperature), counter=number, oldest=number
    )
    broker.report(sealed_frame(bytes.fromhex(KEY), frame))


def test_version_is_that_of_the_entries_below() -> None:
    assert (DomotikConfigFlow.VERSION, DomotikConfigFlow.MINOR_VERSION) == (1, 1)


@pytest.mark.parametrize("minor", [1, 2])
async def test_entry_of_this_major_version_runs(
    hass: HomeAssistant, broker: PtyBroker, minor: int
) -> None:
    entry = stored(str(broker.port), minor=minor)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    report(broker, 1, 2100)
    await becomes(hass, TEMPERATURE, "21.5")
    assert entry.runtime_data.patience == 4


async def test_entry_of_a_newer_version_is_refused_and_left_alone(
    hass: HomeAssistant, broker: PtyBroker, caplog: pytest.LogCaptureFixture
) -> None:
    entry = stored(str(broker.port), version=2)
    entry.add_to_hass(hass)
    before = entry.as_dict()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.MIGRATION_ERROR
    assert "has version 2 which is higher than the current version 1" in caplog.text
    assert entry.as_dict() == before


@pytest.fixture
async def backup(
    hass: HomeAssistant, broker: PtyBroker, hass_storage: dict[str, Any]
) -> dict[str, Any]:
    """Return what was stored while a node reported, as a backup keeps it."""
    entry = stored(str(broker.port))
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    report(broker, 1, 2100)
    await until(lambda: not broker.ring and broker.confirms)
    await hass.config_entries.async_unload(entry.entry_id)
    kept: dict[str, Any] = hass_storage[DOMAIN]["data"]
    return kept


@pytest.mark.usefixtures("backup")
async def test_nodes_go_on_on_another_machine(
    hass: HomeAssistant, broker: PtyBroker, caplog: pytest.LogCaptureFixture
) -> None:
    """There the broker has another port, and has lost its power on the way."""
    [entry] = hass.config_entries.async_entries(DOMAIN)
    broker.unplug()
    broker.port = broker.port.with_name("ttyUSB7")
    broker.boot_id += 1
    broker.ring.clear()
    broker.newest = 0
    broker.plug()
    caplog.clear()
    hass.config_entries.async_update_entry(entry, data={CONF_DEVICE: str(broker.port)})
    assert await hass.config_entries.async_setup(entry.entry_id)
    report(broker, 2, 2200)
    await becomes(hass, TEMPERATURE, "22.5")
    assert broker.owned == [NODE]
    await until(lambda: not broker.ring)
    ours = [each for each in caplog.records if "domotik" in each.name]
    assert [each.getMessage() for each in ours if each.levelno >= logging.WARNING] == []


async def test_sample_of_before_the_move_is_known(
    hass: HomeAssistant, broker: PtyBroker, backup: dict[str, Any]
) -> None:
    [entry] = hass.config_entries.async_entries(DOMAIN)
    assert await hass.config_entries.async_setup(entry.entry_id)
    report(broker, 1, 1000)
    report(broker, 2, 2200)
    await becomes(hass, TEMPERATURE, "22.5")
    node = entry.runtime_data.nodes[NODE.hex(":")].node
    assert (node.figures.samples, node.samples.lost) == (2, 0)
    assert backup["nodes"].keys() == {NODE.hex(":")}
