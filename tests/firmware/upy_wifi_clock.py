"""The clock: what is believed, and how samples get their times afterwards."""

import wire
from store import Store
from wifi import clock

HOUR = 3600
SET_AT = 848577600


def store(clock_set=0, taken=()):
    kept = Store()
    kept.clock_set = clock_set
    kept.clock_doubts = 0
    kept.samples = []
    kept.sent = []
    for moment in taken:
        kept.keep(moment, [(wire.TEMPERATURE, 2100)])
    return kept


def times(kept):
    return [clock.taken_of(sample) for sample in kept.samples]


def test_the_first_time_is_believed():
    assert clock.believed(SET_AT, 40, store())


def test_what_a_clock_can_drift_is_believed():
    kept = store(SET_AT)
    assert clock.believed(SET_AT + HOUR + 200, SET_AT + HOUR, kept)


def test_a_year_is_believed_when_it_is_told_three_times():
    kept = store(SET_AT)
    told = [clock.believed(SET_AT + 9000 * HOUR, SET_AT + HOUR, kept) for _ in range(3)]
    assert told == [False, False, True]


def test_before_the_first_time_samples_move_with_the_clock():
    kept = store(0, [10, 310])
    clock.date_anew(kept, 400, SET_AT)
    assert times(kept) == [SET_AT - 390, SET_AT - 90]
    assert kept.taken() == SET_AT - 90


def test_drift_is_spread_over_the_time_since_the_clock_was_set():
    kept = store(SET_AT, [SET_AT + 1000, SET_AT + 2000])
    clock.date_anew(kept, SET_AT + 2000, SET_AT + 2100)
    assert times(kept) == [SET_AT + 1050, SET_AT + 2100]


def test_what_was_taken_before_the_clock_was_set_stays():
    kept = store(SET_AT, [SET_AT - 50])
    clock.date_anew(kept, SET_AT + 2000, SET_AT + 2100)
    assert times(kept) == [SET_AT - 50]


def test_what_went_out_once_keeps_its_time():
    kept = store(SET_AT, [SET_AT + 1000, SET_AT + 2000])
    kept.sent[0] = True
    clock.date_anew(kept, SET_AT + 2000, SET_AT + 2100)
    assert times(kept) == [SET_AT + 1000, SET_AT + 2100]


def test_a_jump_moves_all_alike():
    kept = store(SET_AT, [SET_AT + 100, SET_AT + 200])
    clock.date_anew(kept, SET_AT + 300, SET_AT + 300 - 9000 * HOUR)
    assert times(kept) == [SET_AT + 100 - 9000 * HOUR, SET_AT + 200 - 9000 * HOUR]


def test_the_epoch_of_ntp_that_begins_in_2036_is_known():
    answer = b"\x24\x02" + bytes(22) + b"question" + bytes(8) + b"\x00\x00\x00\x01" + bytes(4)
    assert clock.iso(clock.unpack(answer, b"question")[0]) == "2036-02-07T06:28:17Z"
