"""A node's key: asked for, made, changed, and kept to oneself."""

import json
import logging
from typing import Any

import pytest
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import CONF_KEY, DOMAIN
from custom_components.domotik.diagnostics import async_get_config_entry_diagnostics
from custom_components.domotik.protocol import seal
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes
from tests.integration.test_node_flow import answered, chosen, opened
from tests.node_frames import NODE, climate, report_frame, sealed_frame
from tests.waiting import until

KEY = "000102030405060708090a0b0c0d0e0f"
OTHER = "ff0102030405060708090a0b0c0d0e0f"
MAC = "a0:b1:c2:d3:e4:01"


async def asked(
    hass: HomeAssistant, entry: MockConfigEntry, **answers: str | bool
) -> SubentryFlowResult:
    """Answer the form that adds a node."""
    return await answered(hass, await opened(hass, entry), **{CONF_MAC: MAC, **answers})


async def reconfigured(
    hass: HomeAssistant, entry: MockConfigEntry, **answers: str | bool
) -> SubentryFlowResult:
    """Answer the form that changes the entry's node."""
    form = await chosen(hass, entry, "change")
    return await answered(hass, form, **{"name": "Attic", **answers})


def data_of(entry: MockConfigEntry) -> dict[str, Any]:
    """Return what is kept of the entry's last node."""
    return dict(list(entry.subentries.values())[-1].data)


def report(broker: PtyBroker, key: str, counter: int = 1, **readings: int) -> None:
    """Let the node send a sealed report."""
    frame = report_frame(climate(counter, **readings), counter=counter, oldest=counter)
    broker.report(sealed_frame(bytes.fromhex(key), frame))


@pytest.fixture
async def keyed(hass: HomeAssistant, running: MockConfigEntry) -> MockConfigEntry:
    """Return the entry, its node with a key."""
    await reconfigured(hass, running, key=KEY)
    return running


async def test_node_with_a_key_is_added(hass: HomeAssistant, running: MockConfigEntry) -> None:
    result = await asked(hass, running, key=KEY.upper())
    assert result["data"] == {CONF_MAC: MAC, CONF_KEY: KEY}


async def test_pairing_text_fills_everything(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    result = await asked(hass, running, mac=f"domotik:{MAC}:{KEY}:Hall")
    assert (result["title"], result["data"]) == ("Hall", {CONF_MAC: MAC, CONF_KEY: KEY})


async def test_typed_name_goes_before_that_of_the_pairing_text(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    result = await asked(hass, running, mac=f"domotik:{MAC}:{KEY}:Hall", name="Den")
    assert result["title"] == "Den"


async def test_node_without_a_key_is_added_by_choice(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    assert (await asked(hass, running, unencrypted=True))["data"] == {CONF_MAC: MAC}


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({}, "no_key"),
        ({"key": " "}, "no_key"),
        ({"key": KEY[:-1]}, "invalid_key"),
        ({"key": KEY, "unencrypted": True}, "two_keys"),
        ({"key": KEY, "make_key": True}, "two_keys"),
        ({"make_key": True, "unencrypted": True}, "two_keys"),
    ],
)
async def test_key_that_is_not_clear_is_told(
    hass: HomeAssistant, running: MockConfigEntry, answers: dict[str, str | bool], error: str
) -> None:
    assert (await asked(hass, running, **answers))["errors"] == {CONF_KEY: error}


async def test_made_key_is_shown(hass: HomeAssistant, running: MockConfigEntry) -> None:
    form = await asked(hass, running, make_key=True)
    shown = form["description_placeholders"] or {}
    assert (form["step_id"], shown["setting"]) == ("key", f'"key": "{shown["key"]}",')


async def test_made_key_is_the_nodes(hass: HomeAssistant, running: MockConfigEntry) -> None:
    form = await asked(hass, running, make_key=True)
    result = await answered(hass, form)
    assert result["data"][CONF_KEY] == (form["description_placeholders"] or {})["key"]


async def test_key_is_set_later(hass: HomeAssistant, running: MockConfigEntry) -> None:
    await reconfigured(hass, running, key=KEY)
    assert data_of(running) == {CONF_MAC: NODE.hex(":"), CONF_KEY: KEY}


async def test_key_is_changed(hass: HomeAssistant, keyed: MockConfigEntry) -> None:
    await reconfigured(hass, keyed, key=OTHER)
    assert data_of(keyed)[CONF_KEY] == OTHER


async def test_key_is_kept_when_none_is_typed(hass: HomeAssistant, keyed: MockConfigEntry) -> None:
    await reconfigured(hass, keyed, name="Loft")
    assert data_of(keyed)[CONF_KEY] == KEY


async def test_wrong_key_changes_nothing(hass: HomeAssistant, keyed: MockConfigEntry) -> None:
    result = await reconfigured(hass, keyed, key="sesame")
    assert (result["errors"], data_of(keyed)[CONF_KEY]) == ({CONF_KEY: "invalid_key"}, KEY)


async def test_key_made_for_a_node_that_is_there(
    hass: HomeAssistant, keyed: MockConfigEntry
) -> None:
    form = await reconfigured(hass, keyed, make_key=True)
    result = await answered(hass, form)
    shown = form["description_placeholders"] or {}
    assert (result["type"], data_of(keyed)[CONF_KEY]) == (FlowResultType.ABORT, shown["key"])


async def test_sealed_report_is_shown(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker
) -> None:
    report(broker, KEY)
    await becomes(hass, "sensor.attic_temperature", "21.5")


async def test_plain_report_of_a_node_with_a_key_is_counted(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate()))
    await until(lambda: not broker.ring)
    figures = keyed.runtime_data.nodes[NODE.hex(":")].node.figures
    assert (figures.plain_frames, figures.samples) == (1, 0)


async def test_report_with_a_new_key_is_shown(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker
) -> None:
    report(broker, KEY, 9)
    await becomes(hass, "sensor.attic_temperature", "21.5")
    await reconfigured(hass, keyed, key=OTHER)
    report(broker, OTHER, 1, temperature=1800)
    await becomes(hass, "sensor.attic_temperature", "18.0")


async def test_confirm_is_sealed(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker
) -> None:
    report(broker, KEY)
    await until(lambda: NODE in broker.confirms)
    counter = int.from_bytes(broker.confirms[NODE][4:6], "little")
    assert broker.confirms[NODE] == seal.confirm(NODE.hex(":"), bytes.fromhex(KEY), 1, counter, 1)


async def test_host_counter_is_on_the_disk_before_its_confirm_is_out(
    hass: HomeAssistant, keyed: MockConfigEntry, broker: PtyBroker, hass_storage: dict[str, Any]
) -> None:
    report(broker, KEY)
    await until(lambda: NODE in broker.confirms)
    written = hass_storage[DOMAIN]["data"]["nodes"][NODE.hex(":")]["downlink"][0]
    assert written == int.from_bytes(broker.confirms[NODE][4:6], "little")


async def test_key_is_not_told(
    hass: HomeAssistant,
    keyed: MockConfigEntry,
    broker: PtyBroker,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.domotik")
    report(broker, KEY)
    await until(lambda: NODE in broker.confirms)
    told = json.dumps(await async_get_config_entry_diagnostics(hass, keyed))
    written = json.dumps(hass_storage[DOMAIN])
    assert not [text for text in (told, written, caplog.text) if KEY in text]


async def test_diagnostics_tell_that_there_is_a_key(
    hass: HomeAssistant, keyed: MockConfigEntry
) -> None:
    told = await async_get_config_entry_diagnostics(hass, keyed)
    node = told["nodes"][NODE.hex(":")]
    assert (node["key"], node["mark"]) == ("**REDACTED**", "**REDACTED**")
