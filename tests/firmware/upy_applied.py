"""Which mail a node carries out: each item once, in any order, none that was overtaken."""

import wire
from applied import SIZE, TOLD, UNTOLD, Applied


def holding(*counters, **options):
    applied = Applied()
    for counter in counters:
        applied.note(counter, options.get("key", counter), options.get("state", UNTOLD))
    return applied


def again(applied):
    copy = Applied()
    copy.unpack(applied.pack())
    return copy


def test_what_was_not_seen_is_taken():
    assert Applied().takes(7, wire.MAIL_INTERVAL)


def test_what_was_seen_is_not_taken_again():
    assert not holding(7).takes(7, 9)


def test_what_comes_late_is_taken():
    assert holding(7).takes(3, wire.MAIL_INTERVAL)


def test_what_was_overtaken_by_one_like_it_is_not_taken():
    assert not holding(7, key=wire.MAIL_INTERVAL).takes(3, wire.MAIL_INTERVAL)


def test_what_is_older_than_the_window_is_not_taken():
    assert not holding(*range(10, 10 + wire.MAIL_WINDOW), state=TOLD).takes(9, 99)


def test_the_window_moves_on():
    applied = holding(*range(10, 11 + wire.MAIL_WINDOW), state=TOLD)
    assert not applied.takes(10, 99)
    assert not applied.takes(11, 99)
    assert applied.takes(100, 99)


def test_a_gap_in_a_full_window_is_taken():
    applied = holding(*range(10, 10 + 2 * wire.MAIL_WINDOW, 2), state=TOLD)
    assert applied.takes(13, 99)


def test_nothing_leaves_the_window_untold():
    applied = holding(*range(10, 10 + wire.MAIL_WINDOW))
    assert not applied.takes(100, 99)
    applied.tell()
    assert applied.takes(100, 99)


def test_four_are_told_at_once_oldest_first():
    applied = holding(9, 5, 8, 6, 7)
    assert applied.tell() == [5, 6, 7, 8]
    assert applied.tell() == [9]
    assert applied.tell() == []


def test_what_changed_nothing_is_not_told():
    assert holding(5, state=TOLD).untold() == []


def test_what_cannot_have_arrived_is_told_again():
    applied = holding(5, 6)
    applied.tell()
    applied.untell([6])
    assert applied.untold() == [6]


def test_the_window_outlives_sleep():
    applied = again(holding(5, 0xFFFF, key=0xFF))
    assert applied.untold() == [5, 0xFFFF]
    assert not applied.takes(6, 0xFF)


def test_a_window_always_takes_the_same_room():
    assert len(Applied().pack()) == len(holding(*range(20)).pack()) == SIZE


def test_another_epoch_begins_with_nothing():
    applied = holding(5)
    applied.clear()
    assert applied.takes(5, 5)
    assert applied.untold() == []
