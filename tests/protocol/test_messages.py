"""What the broker says on the link."""

import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import BadFrame, VersionMismatch
from custom_components.domotik.protocol.messages import (
    HeardNode,
    Hello,
    Pong,
    Received,
    Stats,
    mac_bytes,
    mac_text,
    read_heard,
)

MAC = bytes.fromhex("a0b1c2d3e4f5")
HELLO = struct.pack(wire.HELLO_REPLY, 0, 1, 77, MAC, 6, 3) + wire.pack_texts("0.1.0", "ESP32")
STATS = struct.pack(wire.STATS_REPLY, 0, *range(1, 15))
PONG = struct.pack(wire.PING_REPLY, 0, 77, 500, 12)
HEARD = struct.pack(wire.HEARD_HEAD, 0, 9) + struct.pack(wire.HEARD_ENTRY, MAC, -71, 4, 2)


def test_hello_is_read() -> None:
    hello = Hello(1, 77, "a0:b1:c2:d3:e4:f5", 6, 3, "0.1.0", "ESP32")
    assert Hello.from_payload(HELLO) == hello


def test_hello_may_grow() -> None:
    assert Hello.from_payload(HELLO + b"more") == Hello.from_payload(HELLO)


def test_hello_without_texts_is_read() -> None:
    assert not Hello.from_payload(HELLO[: struct.calcsize(wire.HELLO_REPLY)]).firmware


def test_hello_of_another_version_tells_the_version() -> None:
    with pytest.raises(VersionMismatch) as raised:
        Hello.from_payload(b"\x00\x07whatever that version says")
    assert raised.value.theirs == 7


def test_pong_is_read() -> None:
    assert Pong.from_payload(PONG) == Pong(boot_id=77, newest=500, depth=12)


def test_stats_are_read_in_order() -> None:
    assert Stats.from_payload(STATS) == Stats(*range(1, 15))


def test_stats_may_grow() -> None:
    assert Stats.from_payload(STATS + b"\x00\x00").reset_cause == 14


def test_heard_nodes_are_read() -> None:
    assert read_heard(HEARD) == (9, [HeardNode("a0:b1:c2:d3:e4:f5", -71, 4, claimed=True)])


def test_half_an_entry_is_left_out() -> None:
    assert read_heard(HEARD + b"\x01\x02") == read_heard(HEARD)


def test_received_is_read() -> None:
    payload = struct.pack(wire.RECEIVED_HEAD, 9, 1500, MAC, -80) + b"frame"
    assert Received.from_payload(payload) == Received(9, 1500, "a0:b1:c2:d3:e4:f5", -80, b"frame")


@given(st.binary(min_size=6, max_size=6))
def test_mac_survives_its_text(mac: bytes) -> None:
    assert mac_bytes(mac_text(mac)) == mac


@pytest.mark.parametrize(
    ("read", "payload"),
    [(Hello.from_payload, HELLO), (Stats.from_payload, STATS), (Pong.from_payload, PONG)],
)
@pytest.mark.parametrize("length", range(10))
def test_short_reply_is_bad(read: Callable[[bytes], object], payload: bytes, length: int) -> None:
    with pytest.raises(BadFrame):
        read(payload[:length])


@given(st.binary(max_size=300))
def test_garbage_raises_nothing_else(payload: bytes) -> None:
    for read in (
        Hello.from_payload,
        Pong.from_payload,
        Stats.from_payload,
        Received.from_payload,
        read_heard,
    ):
        try:
            read(payload)
        except BadFrame, VersionMismatch:
            continue
