"""Dating by a clock that drifts."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol.clock import PAIRS_MAX, STRIKES_MAX, NodeClock

HOST = 1_800_000_000.0


def test_one_contact_dates_by_its_distance() -> None:
    assert NodeClock([(1000, HOST)]).date(940) == HOST - 60


@pytest.mark.parametrize("drift", [0.95, 1.0, 1.05])
def test_drift_between_contacts_is_spread(drift: float) -> None:
    clock = NodeClock([(1000, HOST), (1000 + 600, HOST + 600 * drift)])
    assert clock.date(1300) == pytest.approx(HOST + 300 * drift)


def test_instant_of_a_contact_is_exact() -> None:
    clock = NodeClock([(1000, HOST), (1600, HOST + 630)])
    assert clock.date(1600) == HOST + 630


def test_instant_before_all_contacts_goes_by_the_rate_of_all() -> None:
    clock = NodeClock([(1000, HOST), (1600, HOST + 630)])
    assert clock.date(900) == HOST - 105


def test_first_contact_goes_by_the_rate_of_an_epoch_before() -> None:
    assert NodeClock([(1000, HOST)], rate=1.05).date(900) == HOST - 105


def test_contacts_close_together_tell_no_rate() -> None:
    assert NodeClock([(1000, HOST), (1001, HOST + 2)]).rate == 1


def test_jump_of_the_host_clock_tells_no_rate() -> None:
    assert NodeClock([(1000, HOST), (1600, HOST + 9000)], rate=1.02).rate == 1.02


def test_late_contact_dates_its_own_instant() -> None:
    clock = NodeClock([(1000 * place, HOST + 1000 * place) for place in range(2, 30)])
    clock.pair(1000, HOST + 900)
    assert clock.date(1000) == HOST + 900


def test_instant_between_old_contacts_goes_by_them() -> None:
    clock = NodeClock([(0, HOST), (600, HOST + 600), (1200, HOST + 1230)])
    assert clock.date(300) == HOST + 300


def test_jump_of_the_host_clock_is_no_drift() -> None:
    clock = NodeClock([(1000, HOST), (1600, HOST + 9000)])
    assert clock.date(1540) == HOST + 9000 - 60


def test_contacts_may_come_out_of_order() -> None:
    clock = NodeClock()
    clock.pair(1600, HOST + 630)
    clock.pair(1000, HOST)
    assert clock.date(1300) == HOST + 315


def test_second_contact_at_the_same_second_changes_nothing() -> None:
    clock = NodeClock([(1000, HOST)])
    clock.pair(1000, HOST + 5)
    assert clock.date(1000) == HOST


def test_only_the_last_contacts_are_kept() -> None:
    clock = NodeClock()
    for second in range(100):
        clock.pair(second, HOST + second)
    assert len(clock.pairs) == PAIRS_MAX


def test_clock_survives_storage() -> None:
    clock = NodeClock([(1000, HOST), (1600, HOST + 630)])
    assert NodeClock.from_list(clock.as_list()).pairs == clock.pairs


@given(
    st.floats(0.95, 1.05),
    st.lists(st.integers(1, 4000), min_size=2, max_size=12),
    st.floats(0, 1),
)
def test_dates_are_right_to_a_second_and_a_half(
    drift: float, naps: list[int], place: float
) -> None:
    """A node's clock shows whole seconds; between contacts that is the only error."""
    clock, true = NodeClock(), 0.0
    contacts = []
    for nap in naps:
        true += nap
        contacts.append(true)
        clock.pair(int(true / drift), HOST + true)
    taken = contacts[0] + place * (contacts[-1] - contacts[0])
    assert abs(clock.date(int(taken / drift)) - HOST - taken) <= 1.5


@given(
    st.floats(0.95, 1.05),
    st.lists(st.integers(1, 3600), max_size=50),
    st.randoms(use_true_random=False),
)
def test_clock_that_drifts_as_chips_do_is_possible(
    rate: float, gaps: list[int], random: Random
) -> None:
    clock = NodeClock()
    node = host = 1000.0
    for gap in gaps:
        node, host = node + gap * rate, host + gap
        clock.pair(int(node), host + random.uniform(0, 2))
        assert not clock.impossible


@pytest.mark.parametrize("step", [0, -300, 30, 3000])
def test_clock_that_time_after_time_moves_as_none_does_is_impossible(step: int) -> None:
    clock = NodeClock()
    for contact in range(STRIKES_MAX + 1):
        assert not clock.impossible
        clock.pair(100_000 + contact * step, 300.0 * contact)
    assert clock.impossible


def test_host_that_is_set_does_not_make_a_clock_impossible() -> None:
    clock = NodeClock()
    for contact in range(20):
        clock.pair(300 * contact, 300.0 * contact + 86400 * (contact > 10))
    assert not clock.impossible
