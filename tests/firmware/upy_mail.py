"""What mail does to a node: its settings, its store, and what it tells of."""

import struct

import settings
import wire
from machine import RTC
from mail import Mail
from store import Store

DEFAULTS = {"interval": 300, "heartbeat": 900, "led": -1, "dead_bands": {}}


class Desk:
    """A node's mail, with what it works on."""

    def __init__(self, **options):
        RTC().memory(b"")
        self.settings = dict(DEFAULTS)
        self.settings.update(options)
        self.store = Store()
        self.store.announced = 1
        self.mail = Mail(self.settings, self.store, None)

    def apply(self, counter, body):
        self.mail.apply(counter, body)

    def untold(self):
        return self.store.applied.untold()


def seconds(key, value):
    return bytes((key,)) + struct.pack("<H", value)


def test_an_interval_is_kept_in_flash_and_announced():
    desk = Desk()
    desk.apply(1, seconds(wire.MAIL_INTERVAL, 60))
    assert settings.load(DEFAULTS)["interval"] == 60
    assert not desk.store.announced


def test_a_heartbeat_is_kept_in_flash():
    desk = Desk()
    desk.apply(1, seconds(wire.MAIL_HEARTBEAT, 600))
    assert settings.load(DEFAULTS)["heartbeat"] == 600


def test_what_was_carried_out_is_told():
    desk = Desk()
    desk.apply(1, seconds(wire.MAIL_INTERVAL, 60))
    assert desk.untold() == [1]


def test_an_interval_of_nothing_changes_nothing_and_is_not_told():
    desk = Desk()
    desk.apply(1, seconds(wire.MAIL_INTERVAL, 0))
    assert desk.settings["interval"] == 300
    assert desk.untold() == []


def test_an_unknown_item_is_not_told():
    desk = Desk()
    desk.apply(1, b"\x7f")
    assert desk.untold() == []


def test_a_value_that_is_too_short_is_not_told():
    desk = Desk()
    desk.apply(1, bytes((wire.MAIL_INTERVAL, 1)))
    assert desk.untold() == []


def test_mail_without_a_key_is_ignored():
    desk = Desk()
    desk.apply(1, b"")
    assert desk.store.applied.takes(1, wire.MAIL_INTERVAL)


def test_a_later_interval_is_not_undone_by_an_earlier_one():
    desk = Desk()
    desk.apply(2, seconds(wire.MAIL_INTERVAL, 60))
    desk.apply(1, seconds(wire.MAIL_INTERVAL, 90))
    assert desk.settings["interval"] == 60


def test_letters_are_carried_out_in_any_order():
    desk = Desk()
    desk.apply(2, seconds(wire.MAIL_INTERVAL, 60))
    desk.apply(1, seconds(wire.MAIL_HEARTBEAT, 600))
    assert (desk.settings["interval"], desk.settings["heartbeat"]) == (60, 600)
    assert desk.untold() == [1, 2]


def test_a_dead_band_is_kept_in_its_own_unit():
    desk = Desk()
    desk.apply(1, bytes((wire.MAIL_DEAD_BAND | wire.TEMPERATURE,)) + struct.pack("<I", 50))
    assert desk.settings["dead_bands"] == {"temperature": 0.5}


def test_a_dead_band_of_an_object_without_one_is_not_told():
    desk = Desk()
    desk.apply(1, bytes((wire.MAIL_DEAD_BAND | wire.BATTERY,)) + struct.pack("<I", 50))
    assert desk.untold() == []


def test_a_board_without_a_led_does_not_claim_to_have_blinked():
    desk = Desk()
    desk.apply(1, bytes((wire.MAIL_IDENTIFY, 10)))
    assert desk.untold() == []


def test_a_board_with_a_led_blinks_at_the_end():
    desk = Desk(led=2)
    desk.apply(1, bytes((wire.MAIL_IDENTIFY, 10)))
    assert (desk.mail.identify_s, desk.untold()) == (10, [1])


def test_a_restart_waits_for_the_end_and_happens_once():
    desk = Desk()
    desk.apply(1, bytes((wire.MAIL_RESTART,)))
    later = Mail(desk.settings, desk.store, None)
    later.apply(1, bytes((wire.MAIL_RESTART,)))
    assert (desk.mail.restart, later.restart) == (True, False)


def test_an_announce_is_due_again():
    desk = Desk()
    desk.apply(1, bytes((wire.MAIL_ANNOUNCE,)))
    assert not desk.store.announced
