"""Wishes for a node: its settings as numbers, its buttons, and what has become of them."""

import struct
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
import voluptuous as vol
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.home import HOME
from custom_components.domotik.protocol import items, wire
from tests.fake_broker import MAC, NODE, PtyBroker, announce_frame, climate, report_frame
from tests.integration.states import becomes, pass_time, state
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


def letters(broker: PtyBroker) -> list[bytes]:
    """Return key and value of the letters in the broker."""
    return [frame[wire.HEADER_SIZE :] for frame in broker.mail.values()]


def word(*counters: int, number: int = 2) -> bytes:
    """Return a report that tells of letters."""
    told = wire.pack_sample(number, 1300, [(wire.MAIL_APPLIED, each) for each in counters])
    return report_frame(told, clock=1300, counter=number)


@pytest.fixture
async def heard(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> PtyBroker:
    """Return the broker after the node has announced itself and reported."""
    broker.report(announce_frame())
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    await becomes(hass, INTERVAL, "300")
    return broker


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
    await until(lambda: letters(heard) == [b"\x01\x3c\x00"])
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
    await until(lambda: letters(heard) == [b"\x01\x5a\x00"])
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
    await until(lambda: letters(heard) == [letter])
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


# --- By action ---


async def act(hass: HomeAssistant, name: str, **data: Any) -> Any:
    """Call an action and return its answer."""
    return await hass.services.async_call(DOMAIN, name, data, blocking=True, return_response=True)


@pytest.fixture
def attic(hass: HomeAssistant, heard: PtyBroker) -> str:
    """Return the id of the node's device."""
    return device_of(hass, NODE.hex(":"))


def device_of(hass: HomeAssistant, mac: str) -> str:
    """Return the id of a device."""
    [entry] = hass.config_entries.async_entries(DOMAIN)
    found = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, mac), entry.entry_id)
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("name", "data", "letter"),
    [
        ("request_report", {}, "05"),
        ("set_interval", {"interval": 60}, "013c00"),
        ("identify", {}, "030a"),
        ("identify", {"seconds": 60}, "033c"),
    ],
)
async def test_action_leaves_a_letter(
    hass: HomeAssistant, heard: PtyBroker, name: str, data: Any, letter: str
) -> None:
    await act(hass, name, device_id=device_of(hass, NODE.hex(":")), **data)
    await until(lambda: letters(heard) == [bytes.fromhex(letter)])
    assert state(hass, MAILBOX) == "pending"


async def test_action_tells_what_becomes_of_it(hass: HomeAssistant, attic: str) -> None:
    with patch("homeassistant.util.dt.utcnow", return_value=NOON):
        answer = await act(hass, "set_interval", device_id=[attic], interval=1800, heartbeat=3600)
    told = {"device_id": attic, "node": "Attic", "state": "pending"}
    tomorrow = "2036-11-22T12:00:00+00:00"
    assert answer == {
        "letters": [
            {**told, "item": "heartbeat", "until": tomorrow},
            {**told, "item": "interval", "until": tomorrow},
        ]
    }


@pytest.mark.parametrize(
    "data", [{"interval": 9}, {"interval": 43201}, {"interval": 60, "heartbeat": 5}, {}]
)
async def test_values_out_of_bounds_are_refused(
    hass: HomeAssistant, heard: PtyBroker, attic: str, data: Any
) -> None:
    with pytest.raises(vol.Invalid):
        await act(hass, "set_interval", device_id=attic, **data)
    assert heard.mail == {}


async def refused(hass: HomeAssistant, device_id: Any) -> str | None:
    """Return why an action is refused."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "request_report", device_id=device_id)
    return caught.value.translation_key


@pytest.mark.usefixtures("heard")
async def test_unknown_device_is_refused(hass: HomeAssistant) -> None:
    assert await refused(hass, "nobody") == "device_unknown"


@pytest.mark.usefixtures("heard")
async def test_broker_is_not_a_node(hass: HomeAssistant) -> None:
    assert await refused(hass, device_of(hass, MAC.hex(":"))) == "not_a_node"


async def test_device_of_another_integration_is_not_a_node(hass: HomeAssistant) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "x")}
    )
    assert await async_setup_component(hass, DOMAIN, {})
    assert await refused(hass, device.id) == "not_a_node"


async def test_node_of_a_broker_that_is_not_loaded_is_refused(
    hass: HomeAssistant, running: MockConfigEntry, attic: str
) -> None:
    await hass.config_entries.async_unload(running.entry_id)
    assert await refused(hass, attic) == "broker_not_loaded"


async def test_nothing_is_left_if_one_of_the_devices_is_refused(
    hass: HomeAssistant, attic: str
) -> None:
    await refused(hass, [attic, "nobody"])
    assert state(hass, MAILBOX) == "nothing"
