"""Buttons that calibrate a soil probe."""

import pytest
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.items import Item
from custom_components.domotik.protocol.mailbox import Mailbox
from tests.fake_broker import PtyBroker
from tests.node_frames import NODE, announce_frame, climate, report_frame
from tests.waiting import until

DRY = "button.attic_soil_is_dry"
WET_2 = "button.attic_soil_is_wet_2"


@pytest.fixture
async def mailbox(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> Mailbox:
    """Return the mailbox of a node that has announced two probes, one not calibrated yet."""
    broker.report(announce_frame(sensors="bme280,soil?dry,soil", counter=1))
    broker.report(report_frame(climate(1), counter=2))
    await until(lambda: not broker.ring)
    await hass.async_block_till_done()
    found: Mailbox = running.runtime_data.nodes[NODE.hex(":")].node.mailbox
    return found


async def press(hass: HomeAssistant, entity_id: str) -> None:
    """Press a button as a user does."""
    await hass.services.async_call("button", "press", {"entity_id": entity_id}, blocking=True)


async def test_pressing_leaves_a_wish(hass: HomeAssistant, mailbox: Mailbox) -> None:
    await press(hass, DRY)
    await press(hass, WET_2)
    keys = [letter.item.key for letter in mailbox.pending]
    assert keys == [wire.MAIL_DRY | 1, wire.MAIL_WET | 2]


async def test_pressing_twice_is_one_wish(hass: HomeAssistant, mailbox: Mailbox) -> None:
    await press(hass, DRY)
    await press(hass, DRY)
    assert len(mailbox.pending) == 1


@pytest.mark.usefixtures("mailbox")
async def test_calibrating_is_a_setting(entity_registry: er.EntityRegistry) -> None:
    found = entity_registry.async_get(DRY)
    assert found is not None
    assert found.entity_category is EntityCategory.CONFIG


async def test_a_full_mailbox_is_told(hass: HomeAssistant, mailbox: Mailbox) -> None:
    for key in range(1, wire.MAIL_A_NODE + 1):
        mailbox.put(Item(key), 1e12)
    with pytest.raises(HomeAssistantError) as told:
        await press(hass, DRY)
    assert told.value.translation_placeholders == {"node": "Attic"}


@pytest.mark.usefixtures("running")
async def test_a_node_without_a_probe_has_no_such_button(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(announce_frame(sensors="bme280", counter=1))
    await until(lambda: not broker.ring)
    await hass.async_block_till_done()
    assert hass.states.get(DRY) is None
