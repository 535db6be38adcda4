"""The broker's ring: every frame until the host confirms it."""

import struct

import wire
from ring import SLOTS, Ring

MAC = b"\x24\xdc\xc3\x00\x00\x01"


def holding(count):
    ring = Ring()
    for place in range(count):
        ring.keep(MAC, -60, memoryview(bytes([place])))
    return ring


def taken(ring):
    found = []
    payload = ring.take()
    while payload:
        found.append(struct.unpack_from("<I", payload)[0])
        payload = ring.take()
    return found


def test_frames_go_out_once_in_order():
    ring = holding(3)
    assert taken(ring) == [1, 2, 3]
    assert taken(ring) == []


def test_a_frame_keeps_its_sender_signal_and_bytes():
    ring = Ring()
    ring.keep(MAC, -71, memoryview(b"frame"))
    payload = ring.take()
    number, held, mac, rssi = struct.unpack_from(wire.RECEIVED_HEAD, payload)
    assert (number, mac, rssi, payload[15:]) == (1, MAC, -71, b"frame")
    assert held < 1000


def test_frames_stay_until_they_are_confirmed():
    ring = holding(3)
    taken(ring)
    assert ring.depth() == 3
    ring.confirm(2, False)
    assert ring.depth() == 1


def test_a_rewind_sends_what_is_unconfirmed_again():
    ring = holding(3)
    taken(ring)
    ring.confirm(1, False)
    ring.rewind()
    assert taken(ring) == [2, 3]


def test_a_resend_starts_after_the_number():
    ring = holding(4)
    taken(ring)
    ring.confirm(2, True)
    assert taken(ring) == [3, 4]


def test_a_confirm_from_the_future_is_refused():
    ring = holding(2)
    assert not ring.confirm(3, False)
    assert ring.depth() == 2


def test_an_old_confirm_changes_nothing():
    ring = holding(4)
    ring.confirm(3, False)
    ring.confirm(1, False)
    assert ring.depth() == 1


def test_it_is_full_at_its_size():
    assert not holding(SLOTS - 1).full()
    assert holding(SLOTS).full()


def test_slots_are_used_again():
    ring = holding(SLOTS)
    ring.confirm(SLOTS, False)
    ring.keep(MAC, -60, memoryview(bytes(wire.FRAME_MAX)))
    assert len(ring.take()) == 15 + wire.FRAME_MAX
