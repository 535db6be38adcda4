"""Another board in the place of a node."""

from typing import Any

import pytest
from homeassistant.const import CONF_MAC, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import CONF_KEY, CONF_OFFSETS
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, state
from tests.integration.test_node_flow import NEAR, answered, choices, chosen
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

KEY = "000102030405060708090a0b0c0d0e0f"
TEMPERATURE = "sensor.attic_temperature"


def subentry(entry: MockConfigEntry) -> Any:
    """Return the entry's node."""
    return next(iter(entry.subentries.values()))


@pytest.fixture
async def reported(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> MockConfigEntry:
    """Return the entry after a report of its node."""
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    return running


async def replace(hass: HomeAssistant, entry: MockConfigEntry, **answers: str | bool) -> Any:
    """Put another board in the place of the entry's node."""
    given = {CONF_MAC: NEAR.hex(":"), **(answers or {"unencrypted": True})}
    return await answered(hass, await chosen(hass, entry, "replace"), **given)


async def test_boards_that_are_heard_are_offered(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.heard = [(NEAR, -40, 3, 0)]
    form = await chosen(hass, running, "replace")
    assert [choice["value"] for choice in choices(form)] == [NEAR.hex(":")]


async def test_subentry_names_the_new_board(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    result = await replace(hass, reported, key=KEY)
    assert result["reason"] == "reconfigure_successful"
    assert subentry(reported).title == "Attic"
    assert subentry(reported).unique_id == NEAR.hex(":")
    assert subentry(reported).data == {CONF_MAC: NEAR.hex(":"), CONF_KEY: KEY}


async def test_new_board_reports_to_the_same_entities(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await replace(hass, reported)
    broker.report(report_frame(climate(1, temperature=1800)), mac=NEAR)
    await becomes(hass, TEMPERATURE, "18.0")


async def test_device_and_entities_stay(
    hass: HomeAssistant,
    reported: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    def known() -> tuple[set[str], set[str]]:
        devices = dr.async_entries_for_config_entry(device_registry, reported.entry_id)
        entities = er.async_entries_for_config_entry(entity_registry, reported.entry_id)
        return {each.id for each in devices}, {each.entity_id for each in entities}

    before = known()
    await replace(hass, reported)
    assert known() == before


async def test_last_value_waits_for_the_new_board(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await replace(hass, reported)
    assert state(hass, TEMPERATURE) == STATE_UNAVAILABLE
    broker.report(report_frame(), mac=NEAR)
    await becomes(hass, TEMPERATURE, "21.5")


async def test_old_board_is_served_no_more(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await replace(hass, reported)
    await until(lambda: broker.owned == [NEAR])
    broker.report(report_frame(climate(2, 1300, 2000), clock=1300, counter=2))
    await until(lambda: reported.runtime_data.foreign)
    assert NODE.hex(":") not in reported.runtime_data.nodes


async def test_replacing_reloads_nothing(hass: HomeAssistant, reported: MockConfigEntry) -> None:
    hub = reported.runtime_data
    await replace(hass, reported)
    assert reported.runtime_data is hub


async def test_offsets_end_with_the_board(hass: HomeAssistant, reported: MockConfigEntry) -> None:
    hass.config_entries.async_update_subentry(
        reported,
        subentry(reported),
        data={**subentry(reported).data, CONF_OFFSETS: {"02-0": 1.0}},
    )
    await replace(hass, reported)
    assert CONF_OFFSETS not in subentry(reported).data


async def test_made_key_is_shown_before_the_board_is_replaced(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    form = await replace(hass, reported, make_key=True)
    assert form["step_id"] == "key"
    assert subentry(reported).unique_id == NODE.hex(":")
    await answered(hass, form)
    assert subentry(reported).unique_id == NEAR.hex(":")


async def test_board_that_is_a_node_already_is_refused(
    hass: HomeAssistant, reported: MockConfigEntry
) -> None:
    form = await replace(hass, reported, mac=NODE.hex(":"), unencrypted=True)
    assert form["errors"] == {CONF_MAC: "already_added"}


async def test_board_replaced_while_the_broker_is_away_is_followed(
    hass: HomeAssistant, reported: MockConfigEntry, broker: PtyBroker
) -> None:
    await hass.config_entries.async_unload(reported.entry_id)
    await replace(hass, reported)
    await hass.config_entries.async_setup(reported.entry_id)
    broker.report(report_frame(climate(1, temperature=1800)), mac=NEAR)
    await becomes(hass, TEMPERATURE, "18.0")
