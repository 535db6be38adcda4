"""Opening what nodes seal, and sealing what they open."""

import json
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import seal, wire
from custom_components.domotik.protocol.errors import PlainFrame, WrongSeal
from custom_components.domotik.protocol.reports import Header
from tests.node_frames import NODE, report_frame, sealed_frame

MAC = NODE.hex(":")
KEY = bytes(range(16))
VECTORS = json.loads((Path(__file__).parents[1] / "vectors/ccm.json").read_text())
PLAIN = report_frame(wire.pack_sample(1, 1000, [(wire.TEMPERATURE, 2150)]))
SEALED = sealed_frame(KEY, PLAIN)


def opened(frame: bytes, key: bytes | None = KEY, mac: str = MAC) -> bytes:
    """Return what a frame holds."""
    return seal.open_body(mac, key, Header.from_frame(frame), frame)


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["name"])
def test_library_seals_as_the_standards_say(row: dict[str, str]) -> None:
    key, nonce, header, body, sealed = (
        bytes.fromhex(row[name]) for name in ("key", "nonce", "header", "body", "sealed")
    )
    cipher = AESCCM(key, tag_length=int(row["tag_size"]))
    assert cipher.encrypt(nonce, body, header) == sealed


def test_frame_is_opened() -> None:
    assert opened(SEALED) == PLAIN[wire.HEADER_SIZE :]


def test_frame_of_another_key_stays_closed() -> None:
    with pytest.raises(WrongSeal):
        opened(SEALED, bytes(16))


def test_frame_of_another_node_stays_closed() -> None:
    with pytest.raises(WrongSeal):
        opened(SEALED, mac="a0:b1:c2:d3:e4:f6")


def test_plain_frame_is_refused_where_there_is_a_key() -> None:
    with pytest.raises(PlainFrame):
        opened(PLAIN)


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_one_changed_bit_is_refused(place: int) -> None:
    broken = bytearray(SEALED)
    broken[place // 8] ^= 1 << place % 8
    header = Header(*struct.unpack_from(wire.HEADER, broken))
    with pytest.raises((WrongSeal, PlainFrame)):
        seal.open_body(MAC, KEY, header, bytes(broken))


@given(st.binary(max_size=wire.FRAME_MAX - wire.HEADER_SIZE))
def test_garbage_is_refused(body: bytes) -> None:
    frame = wire.pack_header(wire.REPORT, wire.SEALED, 1, 1) + body
    with pytest.raises(WrongSeal):
        opened(frame)


def test_confirm_tells_epoch_and_counter_in_the_clear() -> None:
    assert struct.unpack_from("<IH", seal.confirm(MAC, KEY, 3, 41, 6)) == (3, 41)


def test_confirm_seals_the_number() -> None:
    confirm = seal.confirm(MAC, KEY, 3, 41, 6)
    clear, sealed = confirm[: wire.CONFIRM_CLEAR_SIZE], confirm[wire.CONFIRM_CLEAR_SIZE :]
    nonce = wire.nonce(NODE, wire.ACK | wire.DOWNLINK, 3, 41)
    assert AESCCM(KEY, tag_length=8).decrypt(nonce, sealed, clear) == struct.pack("<H", 6)


def test_confirm_without_a_key_is_clear() -> None:
    assert seal.confirm(MAC, None, 3, 41, 6) == struct.pack(wire.CONFIRM_BODY, 3, 41, 6)


def test_mark_does_not_hold_the_key() -> None:
    assert seal.mark(MAC, KEY) not in KEY.hex()
