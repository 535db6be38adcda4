"""Receive numbers: in order, each once, gaps asked for."""

import pytest

from custom_components.domotik.protocol.inbox import Inbox, Place


@pytest.fixture
def inbox() -> Inbox:
    """Return an inbox that has seen frames up to 10."""
    opened = Inbox()
    opened.look(newest=10, depth=0)
    return opened


def test_next_number_is_taken(inbox: Inbox) -> None:
    assert inbox.take(11) is Place.NEXT


def test_number_before_is_repeated(inbox: Inbox) -> None:
    assert inbox.take(10) is Place.REPEATED


def test_number_too_far_is_refused(inbox: Inbox) -> None:
    assert inbox.take(12) is Place.AHEAD


def test_gap_asks_for_a_resend(inbox: Inbox) -> None:
    inbox.take(12)
    assert inbox.resend


def test_gap_asks_once(inbox: Inbox) -> None:
    inbox.take(12)
    inbox.resend = False
    inbox.take(13)
    assert not inbox.resend


def test_second_gap_asks_again(inbox: Inbox) -> None:
    inbox.take(12)
    inbox.resend = False
    inbox.take(11)
    inbox.take(14)
    assert inbox.resend


def test_missing_tail_asks_at_the_second_look(inbox: Inbox) -> None:
    inbox.look(newest=12, depth=2)
    assert inbox.resend


def test_tail_under_way_is_not_missing(inbox: Inbox) -> None:
    inbox.take(11)
    inbox.look(newest=12, depth=2)
    assert not inbox.resend


def test_what_the_ring_no_longer_holds_is_skipped(inbox: Inbox) -> None:
    inbox.look(newest=20, depth=3)
    assert inbox.take(18) is Place.NEXT


def test_skipped_numbers_are_counted(inbox: Inbox) -> None:
    inbox.look(newest=20, depth=3)
    assert inbox.skipped == 7


def test_nothing_is_taken_before_the_ring_is_known() -> None:
    assert Inbox().take(5) is Place.AHEAD


def test_first_look_starts_at_the_oldest_kept() -> None:
    inbox = Inbox()
    inbox.look(newest=20, depth=3)
    assert inbox.take(18) is Place.NEXT


def test_frame_before_the_first_look_is_asked_for_again() -> None:
    inbox = Inbox()
    inbox.take(18)
    inbox.look(newest=20, depth=3)
    assert inbox.resend


def test_frame_before_the_first_look_is_no_gap() -> None:
    inbox = Inbox()
    inbox.take(18)
    inbox.look(newest=20, depth=3)
    inbox.take(19)
    assert inbox.gaps == 0


def test_restart_begins_at_one(inbox: Inbox) -> None:
    inbox.restart()
    assert inbox.take(1) is Place.NEXT
