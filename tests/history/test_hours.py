"""What states and late readings together tell of an hour."""

from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.history.hours import (
    HOUR,
    Reading,
    State,
    hours_of,
    mean,
    of_hour,
    spans,
)

times = st.floats(1, HOUR - 1)
values = st.floats(-50, 50)
states = st.lists(st.tuples(times, st.none() | values), max_size=12).map(
    lambda found: sorted(found, key=lambda state: state[0])
)
readings = st.lists(st.tuples(times, values), max_size=12)


def told(known_states: list[State], late: list[Reading], hold: float = 900) -> list[object]:
    """Return start, end and value of what is known of the first hour."""
    found = spans(known_states, late, hold, HOUR)
    return [(span.start, span.end, span.value) for span in found]


def test_state_holds_until_the_next() -> None:
    assert told([(0, 20), (600, 21)], []) == [(0, 600, 20), (600, 3600, 21)]


def test_late_reading_takes_its_place_between_states() -> None:
    assert told([(0, 20), (600, 21)], [(300, 25)]) == [
        (0, 300, 20),
        (300, 600, 25),
        (600, 3600, 21),
    ]


def test_late_reading_stands_for_a_state_of_its_instant() -> None:
    assert told([(0, 20), (600, 20)], [(600, 21)]) == [(0, 600, 20), (600, 3600, 21)]


def test_unavailable_sensor_is_unknown() -> None:
    assert told([(0, 20), (600, None), (1200, 21)], []) == [(0, 600, 20), (1200, 3600, 21)]


def test_late_reading_speaks_although_the_sensor_was_unavailable() -> None:
    assert told([(0, None)], [(600, 21)]) == [(600, 1500, 21)]


def test_late_reading_outlasts_the_moment_when_the_sensor_became_unavailable() -> None:
    assert told([(0, 20), (700, None)], [(600, 21)]) == [(0, 600, 20), (600, 1500, 21)]


def test_late_reading_holds_until_an_available_sensor_is_gone() -> None:
    assert told([(0, 20), (3000, None)], [(600, 21)]) == [(0, 600, 20), (600, 3000, 21)]


def test_late_readings_are_enough() -> None:
    assert told([], [(600, 21), (900, 22)]) == [(600, 900, 21), (900, 1800, 22)]


def test_mean_is_weighted_by_time() -> None:
    assert mean(spans([(0, 20), (900, 24)], [], 900, HOUR), 0) == 23


def test_mean_is_of_what_is_known() -> None:
    assert mean(spans([(0, 20), (60, None)], [], 900, HOUR), 0) == 20


def test_reading_can_change_the_hours_it_reaches_into() -> None:
    assert hours_of(3 * HOUR - 10, 20) == [2 * HOUR, 3 * HOUR]


@given(states, readings)
def test_spans_are_in_order_and_never_overlap(known: list[State], late: list[Reading]) -> None:
    found = spans(known, late, 900, HOUR)
    edges = [edge for span in found for edge in (span.start, span.end)]
    assert edges == sorted(edges)


@given(states, readings)
def test_mean_lies_between_the_extremes(known: list[State], late: list[Reading]) -> None:
    part = of_hour(spans([(0, 1.0), *known], late, 900, HOUR), 0)
    found = [span.value for span in part]
    assert min(found) - 1e-6 <= mean(part, 0) <= max(found) + 1e-6
