"""How long a node listens: learnt from the broker's answers, doubled at each attempt, capped."""

from listening import FIRST_MS, LONGEST_MS, SHORTEST_MS, learn, window_ms
from machine import RTC
from store import Store


def taught(*answers):
    RTC().memory(b"")
    store = Store()
    for milliseconds in answers:
        learn(store, milliseconds)
    return store


def test_a_node_that_was_never_answered_listens_as_is_usual():
    assert window_ms(taught(), 0) == FIRST_MS


def test_a_quick_broker_is_not_waited_for_long():
    assert window_ms(taught(*[5] * 20), 0) == SHORTEST_MS


def test_a_slow_broker_gets_its_time():
    assert 40 <= window_ms(taught(*[40] * 40), 0) <= LONGEST_MS


def test_a_broker_of_many_moods_gets_more():
    assert window_ms(taught(*[10, 30] * 10), 0) > window_ms(taught(*[20] * 20), 0)


def test_each_attempt_listens_twice_as_long():
    store = taught(*[5] * 20)
    assert [window_ms(store, attempt) for attempt in range(3)] == [20, 40, LONGEST_MS]


def test_an_answer_that_took_for_ever_is_soon_forgotten():
    store = taught(*[5] * 20 + [10_000] + [5] * 40)
    assert window_ms(store, 0) == SHORTEST_MS


def test_what_was_learnt_outlives_a_sleep():
    store = taught(*[40] * 40)
    store.save()
    assert window_ms(Store(), 0) == window_ms(store, 0)
