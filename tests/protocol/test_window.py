"""Which samples and frames of a node have arrived."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol.window import (
    REACH,
    SPAN,
    CounterWindow,
    SampleWindow,
)


def window(settled: int = 10) -> SampleWindow:
    """Return a window that has everything up to a number."""
    return SampleWindow(settled)


@pytest.mark.parametrize(
    ("numbers", "settled"), [([5], 4), ([9, 8, 7, 5], 4), ([0], SPAN), ([2, 1, 0, SPAN], SPAN - 1)]
)
def test_first_contact_expects_nothing_older(numbers: list[int], settled: int) -> None:
    begun = SampleWindow()
    begun.begin(numbers)
    assert begun.settled == settled


def test_second_contact_begins_nothing() -> None:
    begun = window()
    begun.begin([20])
    assert begun.settled == 10


def test_number_is_new_once() -> None:
    taken = window()
    assert [taken.take(11), taken.take(11)] == [True, False]


def test_settled_number_is_not_new() -> None:
    assert not window().take(10)


def test_next_number_is_settled() -> None:
    taken = window()
    taken.take(11)
    assert taken.settled == 11


def test_number_after_a_gap_is_not_settled() -> None:
    taken = window()
    taken.take(13)
    assert taken.settled == 10


def test_filled_gap_is_settled() -> None:
    taken = window()
    for number in (13, 12, 11):
        taken.take(number)
    assert (taken.settled, taken.above, taken.lost) == (13, set(), 0)


def test_gap_that_can_not_be_filled_is_lost() -> None:
    taken = window()
    taken.take(14)
    taken.settle_below(14)
    assert (taken.settled, taken.lost) == (14, 3)


def test_older_oldest_changes_nothing() -> None:
    taken = window()
    taken.settle_below(4)
    assert (taken.settled, taken.lost) == (10, 0)


@pytest.mark.parametrize("settled", [10, SPAN - 1])
def test_newest_is_the_furthest_ahead(settled: int) -> None:
    taken = window(settled)
    taken.take((settled + 5) & SPAN)
    taken.take((settled + 3) & SPAN)
    assert taken.newest == (settled + 5) & SPAN


def test_numbers_wrap() -> None:
    taken = window(SPAN - 1)
    for number in (SPAN, 0, 1):
        taken.take(number)
    assert (taken.settled, taken.lost) == (1, 0)


def test_number_far_ahead_gives_up_what_is_far_behind() -> None:
    taken = window()
    taken.take(10 + 2 * REACH)
    assert taken.lost == REACH - 1


@given(st.lists(st.integers(0, SPAN)))
def test_memory_is_bounded(numbers: list[int]) -> None:
    taken = window()
    for number in numbers:
        taken.take(number)
    assert len(taken.above) <= REACH


@given(st.permutations(range(11, 31)))
def test_any_order_settles_everything(numbers: list[int]) -> None:
    taken = window()
    assert all(taken.take(number) for number in numbers)
    assert (taken.settled, taken.lost) == (30, 0)


@given(st.lists(st.integers(0, 200), unique=True), st.integers(0, 200))
def test_every_number_is_taken_or_lost(numbers: list[int], oldest: int) -> None:
    taken = window(SPAN)
    fresh = sum(taken.take(number) for number in numbers)
    taken.settle_below(oldest)
    settled = (taken.settled or 0) + 1 if taken.settled != SPAN else 0
    assert fresh + taken.lost == settled + len(taken.above)


def test_window_survives_storage() -> None:
    taken = window()
    taken.take(14)
    taken.settle_below(12)
    again = SampleWindow.from_dict(taken.as_dict())
    assert (again.settled, again.above, again.lost) == (11, {14}, 1)


def counted(*counters: int) -> CounterWindow:
    """Return a window that has seen some counters."""
    seen = CounterWindow()
    for counter in counters:
        seen.take(counter)
    return seen


@pytest.mark.parametrize(
    ("counters", "lost"),
    [
        ((5,), 0),
        ((5, 6, 7), 0),
        ((5, 8), 2),
        ((5, 8, 7), 1),
        ((5, 8, 7, 7), 1),
        ((5, 8, 7, 6), 0),
        ((5, 5, 5), 0),
        ((SPAN, 0), 0),
        ((SPAN - 1, 1), 2),
        ((0, 1000), 999),
        ((0, 1000, 1), 999),
    ],
)
def test_missing_counters_are_lost_frames(counters: tuple[int, ...], lost: int) -> None:
    assert counted(*counters).lost == lost


@pytest.mark.parametrize(("counter", "new"), [(9, True), (8, False), (7, True), (5, False)])
def test_repeated_counter_is_told(counter: int, new: bool) -> None:
    assert counted(5, 8).take(counter) is new


def test_counters_survive_storage() -> None:
    again = CounterWindow(*counted(5, 8).as_list())
    assert (again.take(8), again.take(7), again.lost) == (False, True, 1)
