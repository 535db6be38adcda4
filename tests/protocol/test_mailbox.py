"""Letters of one node: pending, done or expired, and the counters they are sealed with."""

import json

import pytest

from custom_components.domotik.protocol import items, wire
from custom_components.domotik.protocol.downlink import COUNTER_MAX, MARGIN, Downlink
from custom_components.domotik.protocol.errors import MailboxFull
from custom_components.domotik.protocol.mailbox import Fate, Mailbox

END = 1000.0


@pytest.fixture
def downlink() -> Downlink:
    """Return the counters of an epoch that was heard from its start."""
    begun = Downlink()
    begun.hear(0)
    return begun


@pytest.fixture
def mailbox() -> Mailbox:
    """Return a mailbox in which nothing lies."""
    return Mailbox()


def counters(mailbox: Mailbox) -> list[int | None]:
    """Return the counters of what is pending."""
    return [letter.counter for letter in mailbox.pending]


def stored(mailbox: Mailbox) -> Mailbox:
    """Return a mailbox as the next start of the host has it."""
    return Mailbox.from_list(json.loads(json.dumps(mailbox.as_list())))


def test_nothing_was_wished(mailbox: Mailbox) -> None:
    assert (mailbox.fate, mailbox.wish(wire.MAIL_INTERVAL)) == (None, None)


def test_wish_is_pending(mailbox: Mailbox) -> None:
    mailbox.put(items.interval(60), END)
    assert (mailbox.fate, mailbox.wish(wire.MAIL_INTERVAL)) == (Fate.PENDING, b"\x3c\x00")


def test_wish_that_was_carried_out_is_done(mailbox: Mailbox, downlink: Downlink) -> None:
    letter = mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 0)
    assert mailbox.applied(1)
    assert (letter.fate, mailbox.fate, mailbox.pending) == (Fate.DONE, Fate.DONE, [])


def test_wish_that_nobody_fetched_expires(mailbox: Mailbox) -> None:
    letter = mailbox.put(items.interval(60), END)
    assert mailbox.expire(END)
    assert (letter.fate, mailbox.fate, mailbox.pending) == (Fate.EXPIRED, Fate.EXPIRED, [])


def test_wish_lives_until_its_end(mailbox: Mailbox) -> None:
    mailbox.put(items.interval(60), END)
    assert not mailbox.expire(END - 1)


def test_word_of_the_node_corrects_an_expired_wish(mailbox: Mailbox, downlink: Downlink) -> None:
    letter = mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 0)
    mailbox.expire(END)
    mailbox.applied(1)
    assert (letter.fate, mailbox.fate) == (Fate.DONE, Fate.DONE)


def test_word_of_another_letter_changes_nothing(mailbox: Mailbox, downlink: Downlink) -> None:
    mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 0)
    assert not mailbox.applied(2)
    assert mailbox.fate is Fate.PENDING


def test_later_wish_takes_the_place_of_one_like_it(mailbox: Mailbox) -> None:
    mailbox.put(items.interval(60), END)
    mailbox.put(items.interval(90), END)
    assert [letter.item for letter in mailbox.pending] == [items.interval(90)]


def test_word_of_a_replaced_letter_is_not_that_of_the_later(
    mailbox: Mailbox, downlink: Downlink
) -> None:
    mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 0)
    mailbox.put(items.interval(90), END)
    mailbox.stamp(downlink, 0)
    mailbox.applied(1)
    assert mailbox.fate is Fate.PENDING


def test_replaced_letter_goes_last(mailbox: Mailbox) -> None:
    for item in (items.interval(60), items.heartbeat(600), items.interval(90)):
        mailbox.put(item, END)
    assert [letter.item for letter in mailbox.pending] == [
        items.heartbeat(600),
        items.interval(90),
    ]


def test_fifth_letter_is_refused(mailbox: Mailbox) -> None:
    for item in (items.interval(60), items.heartbeat(600), items.restart(), items.announce()):
        mailbox.put(item, END)
    with pytest.raises(MailboxFull):
        mailbox.put(items.identify(10), END)


def test_full_mailbox_takes_a_letter_in_place_of_one(mailbox: Mailbox) -> None:
    for item in (items.interval(60), items.heartbeat(600), items.restart(), items.announce()):
        mailbox.put(item, END)
    mailbox.put(items.interval(90), END)
    assert len(mailbox.pending) == 4


def test_what_is_remembered_has_a_limit(mailbox: Mailbox) -> None:
    for number in range(100):
        mailbox.put(items.dead_band(number, 1), END)
        mailbox.expire(END)
    assert len(mailbox.as_list()) == 4


def test_counters_follow_the_order_of_the_wishes(mailbox: Mailbox, downlink: Downlink) -> None:
    mailbox.put(items.interval(60), END)
    mailbox.put(items.heartbeat(600), END)
    mailbox.stamp(downlink, 0)
    assert counters(mailbox) == [1, 2]


def test_letter_keeps_its_counter(mailbox: Mailbox, downlink: Downlink) -> None:
    mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 0)
    mailbox.stamp(downlink, 0)
    assert (counters(mailbox), downlink.mail) == ([1], 1)


def test_new_epoch_takes_the_counters_away(mailbox: Mailbox, downlink: Downlink) -> None:
    mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 0)
    mailbox.begin_epoch()
    assert counters(mailbox) == [None]


def test_counters_of_the_epoch_before_do_not_correct_what_expired(
    mailbox: Mailbox, downlink: Downlink
) -> None:
    mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 0)
    mailbox.expire(END)
    mailbox.begin_epoch()
    assert not mailbox.applied(1)


def test_letter_waits_for_the_oldest_at_the_end_of_the_nodes_window(
    mailbox: Mailbox, downlink: Downlink
) -> None:
    mailbox.put(items.restart(), END)
    for seconds in range(60, 60 + wire.MAIL_WINDOW):
        mailbox.put(items.interval(seconds), END)
        mailbox.stamp(downlink, 0)
    assert counters(mailbox) == [1, None]


def test_letter_goes_on_when_the_oldest_is_done(mailbox: Mailbox, downlink: Downlink) -> None:
    mailbox.put(items.restart(), END)
    for seconds in range(60, 60 + wire.MAIL_WINDOW):
        mailbox.put(items.interval(seconds), END)
        mailbox.stamp(downlink, 0)
    mailbox.applied(1)
    mailbox.stamp(downlink, 0)
    assert counters(mailbox) == [wire.MAIL_WINDOW + 1]


def test_letters_wait_for_the_nodes_own_counter(mailbox: Mailbox, downlink: Downlink) -> None:
    downlink.mail = MARGIN
    mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 0)
    waits = counters(mailbox)
    mailbox.stamp(downlink, 1)
    assert (waits, counters(mailbox)) == ([None], [MARGIN + 1])


def test_letters_wait_for_a_new_epoch_when_counters_are_used_up(mailbox: Mailbox) -> None:
    mailbox.put(items.interval(60), END)
    mailbox.stamp(Downlink(mail=COUNTER_MAX, known=None), None)
    assert counters(mailbox) == [None]


def test_letters_wait_until_the_node_was_heard_after_a_start(mailbox: Mailbox) -> None:
    downlink = Downlink(mail=1, known=10)
    mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 10)
    waits = counters(mailbox)
    downlink.hear(11)
    mailbox.stamp(downlink, 11)
    assert (waits, counters(mailbox)) == ([None], [2])


def test_table_that_missed_frames_uses_no_counter_of_that_time(mailbox: Mailbox) -> None:
    downlink = Downlink(mail=1, known=10)
    downlink.hear(12)
    mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 12)
    assert counters(mailbox) == [12 + MARGIN]


def test_all_is_kept_over_a_restart(mailbox: Mailbox, downlink: Downlink) -> None:
    mailbox.put(items.restart(), END - 1)
    mailbox.expire(END - 1)
    mailbox.put(items.interval(60), END)
    mailbox.stamp(downlink, 0)
    again = stored(mailbox)
    assert (again.fate, counters(again), again.as_list()) == (
        Fate.PENDING,
        [1],
        mailbox.as_list(),
    )


@pytest.mark.parametrize(
    ("item", "key", "value"),
    [
        (items.interval(300), wire.MAIL_INTERVAL, "2c01"),
        (items.heartbeat(900), wire.MAIL_HEARTBEAT, "8403"),
        (items.identify(10), wire.MAIL_IDENTIFY, "0a"),
        (items.restart(), wire.MAIL_RESTART, ""),
        (items.announce(), wire.MAIL_ANNOUNCE, ""),
        (items.dead_band(wire.TEMPERATURE, 10), 0x82, "0a000000"),
    ],
)
def test_items_are_as_the_node_reads_them(item: items.Item, key: int, value: str) -> None:
    assert (item.key, item.value.hex()) == (key, value)
