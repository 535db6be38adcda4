"""Late samples in bounded memory."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.history.late import KEEP_SECONDS, LateSamples, Wants
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.objects import Event, Value
from custom_components.domotik.protocol.reports import Reading
from tests.integration.history.conftest import MAC, late

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOW = NOON.timestamp()

events = st.builds(
    Event,
    st.sampled_from(["press", "on"]),
    st.none() | st.integers(0, 255),
    st.none() | st.text(),
)
readings = st.builds(
    Reading,
    st.integers(0, 255),
    st.integers(0, 3),
    st.floats(allow_nan=False) | st.booleans() | st.text() | events,
)
samples = st.builds(
    Fresh,
    st.integers(0, 2**32 - 1),
    st.integers(0, 0xFFFF),
    st.floats(0, 2e9),
    st.lists(readings, max_size=6, unique_by=lambda reading: reading.key).map(tuple),
    st.just(False),
    st.just(False),
)


def kept(count: int, readings_max: int) -> LateSamples:
    """Return so many samples, a second apart, in so much room."""
    found = LateSamples(readings_max)
    for number in range(count):
        found.keep(MAC, replace(late(NOON, 20.0, number), time=NOW + number), NOW)
    return found


def numbers(found: LateSamples) -> list[int]:
    """Return the numbers of what is kept."""
    return [sample.number for sample in found]


def packed(found: LateSamples) -> str:
    """Return what is stored of all samples."""
    return json.dumps(found.pack(set(found.keys()), first=True))


def again(found: LateSamples) -> LateSamples:
    """Return samples as they are after a restart."""
    later = LateSamples()
    later.unpack(json.loads(packed(found)))
    return later


@given(st.lists(samples, max_size=5))
def test_stored_samples_come_back(given_samples: list[Fresh]) -> None:
    found = LateSamples()
    for sample in given_samples:
        found.keep(MAC, sample, NOW)
    assert packed(again(found)) == packed(found)


def test_sample_is_kept_once() -> None:
    found = LateSamples()
    found.keep(MAC, late(NOON, 20.0), NOW)
    found.arrived(list(found), Wants.BOTH)
    found.keep(MAC, late(NOON, 20.0), NOW)
    assert (found.taken, found.readings, found.waiting(Wants.BOTH)) == (1, 1, [])


def test_another_reading_of_a_sample_joins_it() -> None:
    found = LateSamples()
    found.keep(MAC, late(NOON, 20.0), NOW)
    found.keep(MAC, late(NOON, 50.0, key=(3, 0)), NOW)
    assert [len(sample.readings) for sample in found] == [2]


def test_sample_of_another_epoch_is_another_one() -> None:
    found = LateSamples()
    found.keep(MAC, late(NOON, 20.0), NOW)
    found.keep(MAC, replace(late(NOON, 20.0), epoch=2), NOW)
    assert found.readings == 2


def test_state_is_corrected_by_the_last_word() -> None:
    found = LateSamples()
    found.correct(MAC, NOW, Reading(2, 0, 20.0), NOW)
    found.arrived(list(found), Wants.BOTH)
    found.correct(MAC, NOW, Reading(2, 0, 21.0), NOW)
    waiting = [(each.time, each.readings) for each in found.waiting(Wants.INFLUX)]
    assert (waiting, found.readings) == ([(NOW, {(2, 0): 21.0})], 1)


def test_oldest_goes_first_and_is_counted() -> None:
    found = kept(4, readings_max=3)
    assert (numbers(found), found.dropped) == ([1, 2, 3], 1)


def test_what_has_arrived_goes_before_what_waits_and_is_no_loss() -> None:
    found = kept(3, readings_max=3)
    found.arrived(list(found)[2:], Wants.BOTH)
    found.keep(MAC, replace(late(NOON, 20.0, 9), time=NOW - 1), NOW)
    assert (numbers(found), found.dropped) == ([9, 0, 1], 0)


def test_sample_waits_until_it_is_at_both_places() -> None:
    found = kept(1, readings_max=3)
    found.arrived(list(found), Wants.STATISTICS)
    assert (len(found.waiting(Wants.INFLUX)), len(found.waiting(Wants.STATISTICS))) == (1, 0)


def test_samples_are_forgotten_after_a_week() -> None:
    found = kept(2, readings_max=3)
    found.arrived(found, Wants.BOTH)
    found.forget(NOW + KEEP_SECONDS + 1)
    assert (found.readings, found.dropped) == (0, 0)


def test_sample_that_waited_for_a_week_is_counted_as_dropped() -> None:
    found = kept(2, readings_max=3)
    found.forget(NOW + KEEP_SECONDS + 1)
    assert (found.readings, found.dropped) == (0, 2)


def test_values_keep_their_kind() -> None:
    wanted: list[Value] = [True, 1, 1.5, "text", Event("press")]
    found = LateSamples()
    for number, value in enumerate(wanted):
        found.keep(MAC, late(NOON, value, number), NOW)
    values = (value for sample in again(found) for value in sample.readings.values())
    assert sorted(map(repr, values)) == sorted(map(repr, wanted))
