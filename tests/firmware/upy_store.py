"""What a node keeps over deep sleep: numbered samples until the host has them."""

import struct
from binascii import crc32

import wire
from applied import UNTOLD
from machine import RTC
from store import SAMPLES_MAX, Store, number_of

FIVE = [
    (wire.TEMPERATURE, 2150),
    (wire.HUMIDITY, 4700),
    (wire.PRESSURE, 101325),
    (wire.ILLUMINANCE, 50000),
    (wire.VOLTAGE, 3900),
]


def fresh():
    RTC().memory(b"")
    return Store()


def holding(count):
    store = fresh()
    for taken in range(count):
        store.keep(taken, FIVE)
    return store


def numbers(store):
    return [number_of(sample) for sample in store.samples]


def test_no_memory_is_a_cold_start():
    assert fresh().cold


def test_garbage_in_memory_is_a_cold_start():
    RTC().memory(b"\xa5" * 2048)
    assert Store().cold


def test_memory_of_another_layout_is_a_cold_start():
    memory = bytes(200)
    RTC().memory(struct.pack("<I", crc32(memory)) + memory)
    assert Store().cold


def test_what_was_saved_comes_back():
    store = holding(3)
    store.epoch, store.counter, store.broker, store.claimed = 7, 9, b"\x24\xdc\xc3\x00\x00\x01", 1
    store.unproven = 6
    store.sent[0] = True
    store.save()
    again = Store()
    assert not again.cold
    assert (again.epoch, again.counter, again.broker, again.claimed) == (7, 9, store.broker, 1)
    assert again.samples == store.samples
    assert again.sent == [True, False, False]
    assert (again.next_number, again.unproven) == (3, 6)


def test_forty_eight_samples_of_five_objects_fit():
    store = holding(SAMPLES_MAX)
    store.save()
    assert numbers(Store()) == list(range(SAMPLES_MAX))
    assert Store().dropped == 0


def test_the_oldest_sample_makes_room_and_is_counted():
    store = holding(SAMPLES_MAX + 2)
    assert numbers(store)[0] == 2
    assert store.dropped == 2


def test_large_samples_never_outgrow_the_memory():
    store = fresh()
    for taken in range(100):
        store.keep(taken, FIVE * 3)
    store.save()
    assert len(RTC().memory()) <= 2048
    assert len(store.samples) + store.dropped == 100


def test_a_confirm_deletes_up_to_its_number():
    store = holding(5)
    store.confirm(2)
    assert numbers(store) == [3, 4]


def test_an_old_confirm_deletes_nothing():
    store = holding(5)
    store.confirm(2)
    store.confirm(1)
    assert numbers(store) == [3, 4]


def test_a_confirm_from_before_half_an_epoch_deletes_nothing():
    store = fresh()
    store.next_number = 40_000
    store.keep(1, FIVE)
    assert not store.confirm(7_000)
    assert numbers(store) == [40_000]


def test_a_confirm_of_no_number_deletes_nothing():
    store = holding(2)
    assert not store.confirm(0xFFFF)
    assert numbers(store) == [0, 1]


def test_a_confirm_tells_whether_it_was_news():
    store = holding(2)
    assert [store.confirm(0), store.confirm(0)] == [True, False]


def test_the_newest_unsent_samples_go_first():
    store = holding(4)
    store.sent[3] = True
    assert store.unsent(1000) == [2, 1, 0]


def test_unsent_samples_stop_at_the_room():
    store = holding(4)
    assert store.unsent(2 * len(store.samples[0])) == [3, 2]


def test_an_empty_store_tells_the_next_number_as_its_oldest():
    store = holding(2)
    store.confirm(1)
    assert store.oldest() == 2


def test_a_counter_is_in_memory_before_it_is_used():
    store = fresh()
    counter = store.next_counter()
    assert Store().counter == counter + 1


def test_the_last_sample_is_remembered_after_its_confirm():
    store = holding(2)
    store.confirm(1)
    store.save()
    assert number_of(Store().last) == 1
    assert Store().taken() == 1


def test_an_epoch_goes_on_while_numbers_are_left():
    store = holding(1)
    store.counter = 0xF000
    assert not store.used_up()


def test_an_epoch_ends_when_nothing_is_kept():
    store = fresh()
    store.counter = 0xF000
    assert store.used_up()


def test_an_epoch_ends_before_its_last_number():
    store = holding(1)
    store.counter = 0xFF00
    assert store.used_up()


def test_a_new_epoch_numbers_what_is_kept_from_zero():
    store = fresh()
    store.next_number = 0xFF00
    store.keep(1, FIVE)
    store.keep(2, FIVE)
    before = [wire.unpack_objects(sample) for sample in store.samples]
    store.sent = [True, True]
    store.begin_epoch(9)
    assert (numbers(store), store.next_number, store.counter) == ([0, 1], 2, 0)
    assert [wire.unpack_objects(sample) for sample in store.samples] == before
    assert store.sent == [False, False]


def test_who_has_no_broker_sends_all_again():
    store = holding(2)
    store.sent = [True, True]
    store.forget_broker()
    assert store.sent == [False, False]


def test_mail_that_was_seen_is_remembered():
    store = fresh()
    store.applied.note(5, wire.MAIL_INTERVAL, UNTOLD)
    store.save()
    assert Store().applied.untold() == [5]


def test_mail_is_told_again_when_its_sample_had_to_go():
    store = fresh()
    store.applied.note(5, wire.MAIL_INTERVAL, UNTOLD)
    store.keep_word(0)
    for taken in range(SAMPLES_MAX - 1):
        store.keep(taken, FIVE)
    kept = store.applied.untold()
    store.keep(99, FIVE)
    assert (kept, store.applied.untold()) == ([], [5])


def test_a_new_epoch_forgets_the_mail_of_the_last():
    store = fresh()
    store.applied.note(5, wire.MAIL_INTERVAL, UNTOLD)
    store.keep(7, FIVE)
    store.keep_word(8)
    store.begin_epoch(9)
    assert store.applied.takes(5, wire.MAIL_INTERVAL)
    assert [wire.unpack_objects(sample) for sample in store.samples] == [FIVE, []]


def test_word_of_mail_is_a_sample_but_no_look():
    store = holding(1)
    store.applied.note(5, wire.MAIL_INTERVAL, UNTOLD)
    assert store.keep_word(8)
    assert wire.unpack_objects(store.samples[1]) == [(wire.MAIL_APPLIED, 5)]
    assert store.last == store.samples[0]
    assert not store.keep_word(9)


def test_a_sign_is_the_newest_sample_once_more():
    store = holding(2)
    store.sent = [True, True]
    store.keep_sign(99)
    assert (numbers(store), store.sent) == ([0, 1], [True, False])


def test_a_sign_of_who_keeps_nothing_is_empty_and_no_look():
    store = holding(1)
    last = store.last
    store.confirm(0)
    store.keep_sign(99)
    assert len(store.samples[0]) == wire.SAMPLE_HEAD_SIZE
    assert store.last == last


def test_signs_come_to_an_end():
    store = Store()
    store.place(0xFFFF)
    assert store.signs == 1800
    store.place(0)
    assert store.signs == 0
