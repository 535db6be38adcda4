"""Wishes for a node: its settings as numbers, its buttons, and what has become of them."""

import struct
from datetime import UTC, datetime
from typing import Any

import pytest
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.home import HOME
from custom_components.domotik.protocol import items, wire
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, pass_time, state
from tests.node_frames import NODE, announce_frame, report_frame
from tests.waiting import until

INTERVAL = "number.attic_interval"
HEARTBEAT = "number.attic_heartbeat"
MAILBOX = "sensor.attic_mailbox"
NOON = datetime(2036, 11, 21, 12, tzinfo=UTC)


async def wish(hass: HomeAssistant, entity_id: str, value: float) -> None:
    """Set a number as a user does."""
    data = {"entity_id": entity_id, "value": value}
    await hass.services.async_call("number", "set_value", data, blocking=True)


async def press(hass: HomeAssistant, name: str) -> None:
    """Press a button of the node."""
    data = {"entity_id": f"button.attic_{name}"}
    await hass.services.async_call("button", "press", data, blocking=True)


def word(*counters: int, number: int = 2) -> bytes:
    """Return a report that tells of letters."""
    told = wire.pack_sample(number, 1300, [(wire.MAIL_APPLIED, each) for each in counters])
    return report_frame(told, clock=1300, counter=number)


@pytest.mark.usefixtures("running")
async def test_settings_are_unknown_before_the_node_was_heard(hass: HomeAssistant) -> None:
    assert (state(hass, INTERVAL), state(hass, MAILBOX)) == (STATE_UNKNOWN, "nothing")


@pytest.mark.usefixtures("heard")
async def test_settings_are_what_the_node_announced(hass: HomeAssistant) -> None:
    assert (state(hass, INTERVAL), state(hass, HEARTBEAT)) == ("300", "900")


async def test_wished_setting_is_shown_and_put_into_the_broker(
    hass: HomeAssistant, heard: PtyBroker
) -> None:
    await wish(hass, INTERVAL, 60)
    await until(lambda: heard.letters() == [b"\x01\x3c\x00"])
    assert (state(hass, INTERVAL), state(hass, MAILBOX)) == ("60", "pending")


async def test_setting_that_was_carried_out_is_done(hass: HomeAssistant, heard: PtyBroker) -> None:
    await wish(hass, INTERVAL, 60)
    await until(lambda: heard.mail)
    heard.report(announce_frame(interval=60, counter=2))
    heard.report(word(1, number=3))
    await becomes(hass, MAILBOX, "done")
    await until(lambda: not heard.mail)
    assert state(hass, INTERVAL) == "60"


async def test_word_of_mail_is_no_entity(hass: HomeAssistant, heard: PtyBroker) -> None:
    before = set(hass.states.async_entity_ids())
    await wish(hass, INTERVAL, 60)
    await until(lambda: heard.mail)
    heard.report(word(1))
    await becomes(hass, MAILBOX, "done")
    assert set(hass.states.async_entity_ids()) == before


async def test_setting_that_nobody_fetched_is_shown_as_it_is(
    hass: HomeAssistant, heard: PtyBroker
) -> None:
    await wish(hass, INTERVAL, 60)
    await until(lambda: heard.mail)
    await pass_time(hass, items.DAY + 10)
    await becomes(hass, MAILBOX, "expired")
    await until(lambda: not heard.mail)
    assert state(hass, INTERVAL) == "300"


async def test_last_wish_counts(hass: HomeAssistant, heard: PtyBroker) -> None:
    await wish(hass, INTERVAL, 60)
    await wish(hass, INTERVAL, 90)
    await until(lambda: heard.letters() == [b"\x01\x5a\x00"])
    assert state(hass, INTERVAL) == "90"


async def test_interval_above_the_heartbeat_is_refused(
    hass: HomeAssistant, heard: PtyBroker
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await wish(hass, INTERVAL, 901)
    assert caught.value.translation_key == "interval_above_heartbeat"
    assert caught.value.translation_placeholders == {
        "node": "Attic",
        "interval": "901",
        "heartbeat": "900",
    }


@pytest.mark.usefixtures("heard")
async def test_heartbeat_below_the_interval_is_refused(hass: HomeAssistant) -> None:
    with pytest.raises(ServiceValidationError):
        await wish(hass, HEARTBEAT, 299)


@pytest.mark.usefixtures("heard")
async def test_wished_heartbeat_makes_room_for_the_interval(hass: HomeAssistant) -> None:
    await wish(hass, HEARTBEAT, 3600)
    await wish(hass, INTERVAL, 1800)
    assert (state(hass, INTERVAL), state(hass, HEARTBEAT)) == ("1800", "3600")


@pytest.mark.parametrize(
    ("name", "letter"),
    [("identify", b"\x03\x0a"), ("restart", b"\x04"), ("request_report", b"\x05")],
)
async def test_button_leaves_a_letter(
    hass: HomeAssistant, heard: PtyBroker, name: str, letter: bytes
) -> None:
    await press(hass, name)
    await press(hass, name)
    await until(lambda: heard.letters() == [letter])
    assert state(hass, MAILBOX) == "pending"


@pytest.mark.usefixtures("heard")
async def test_fifth_wish_is_refused(hass: HomeAssistant) -> None:
    await wish(hass, INTERVAL, 60)
    await wish(hass, HEARTBEAT, 600)
    await press(hass, "identify")
    await press(hass, "restart")
    with pytest.raises(ServiceValidationError) as caught:
        await press(hass, "request_report")
    assert caught.value.translation_key == "mailbox_full"


async def test_wish_for_a_silent_node_can_be_left(hass: HomeAssistant, heard: PtyBroker) -> None:
    await pass_time(hass, 3 * 900)
    await becomes(hass, "sensor.attic_temperature", STATE_UNAVAILABLE)
    await press(hass, "identify")
    assert state(hass, MAILBOX) == "pending"


@pytest.mark.parametrize("entity_id", [INTERVAL, "button.attic_identify", MAILBOX])
async def test_nothing_can_be_wished_without_a_broker(
    hass: HomeAssistant, heard: PtyBroker, entity_id: str
) -> None:
    heard.unplug()
    await becomes(hass, entity_id, STATE_UNAVAILABLE)
    heard.plug()
    await until(lambda: state(hass, entity_id) != STATE_UNAVAILABLE)


async def test_wish_is_on_the_disk_at_once(
    hass: HomeAssistant, heard: PtyBroker, hass_storage: dict[str, Any]
) -> None:
    await wish(hass, INTERVAL, 60)
    [stored] = hass_storage[DOMAIN]["data"]["nodes"][NODE.hex(":")]["mailbox"]
    assert stored[:2] == [wire.MAIL_INTERVAL, "3c00"]


async def test_wish_outlives_a_restart(
    hass: HomeAssistant, heard: PtyBroker, running: MockConfigEntry
) -> None:
    await wish(hass, INTERVAL, 60)
    await until(lambda: heard.mail)
    before = dict(heard.mail)
    await hass.config_entries.async_unload(running.entry_id)
    del hass.data[HOME]
    heard.mail.clear()
    await hass.config_entries.async_setup(running.entry_id)
    await until(lambda: heard.mail == before)
    assert (state(hass, INTERVAL), state(hass, MAILBOX)) == ("60", "pending")


async def test_letters_of_a_node_that_is_removed_are_taken_back(
    hass: HomeAssistant, heard: PtyBroker, running: MockConfigEntry
) -> None:
    await wish(hass, INTERVAL, 60)
    await until(lambda: heard.mail)
    hass.config_entries.async_remove_subentry(running, next(iter(running.subentries)))
    await until(lambda: not heard.mail)
    assert state(hass, INTERVAL) is None


async def test_refused_frames_write_nothing_to_the_disk(
    heard: PtyBroker, running: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    await until(lambda: not heard.ring)
    before = hass_storage[DOMAIN]["data"]
    heard.report(b"\x11\x01" + struct.pack("<IH", 1, 9) + bytes(20))
    await until(lambda: not heard.ring)
    node = running.runtime_data.nodes[NODE.hex(":")].node
    assert (node.figures.bad_frames, hass_storage[DOMAIN]["data"] is before) == (1, True)
