"""Long lists in requests that fit a host line."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.link import PAYLOAD_MAX
from custom_components.domotik.protocol.messages import mac_text
from custom_components.domotik.protocol.pieces import confirm_pieces, own_pieces

macs = st.lists(st.binary(min_size=6, max_size=6).map(mac_text), max_size=120, unique=True)


def test_greatest_payload_fits_a_host_line() -> None:
    assert len(wire.pack_line(wire.OWN, 0xFFFF, bytes(PAYLOAD_MAX))) <= wire.HOST_LINE_MAX


def test_more_than_the_greatest_payload_does_not_fit() -> None:
    assert len(wire.pack_line(wire.OWN, 0xFFFF, bytes(PAYLOAD_MAX + 1))) > wire.HOST_LINE_MAX


def test_empty_list_is_one_piece() -> None:
    assert list(own_pieces([])) == [bytes((wire.OWN_BEGIN | wire.OWN_END,))]


@given(macs)
def test_pieces_hold_every_node_in_order(nodes: list[str]) -> None:
    held = b"".join(piece[1:] for piece in own_pieces(nodes))
    assert held == b"".join(bytes.fromhex(mac.replace(":", "")) for mac in nodes)


@given(macs)
def test_only_the_first_piece_begins(nodes: list[str]) -> None:
    begins = [bool(piece[0] & wire.OWN_BEGIN) for piece in own_pieces(nodes)]
    assert begins == [True] + [False] * (len(begins) - 1)


@given(macs)
def test_only_the_last_piece_ends(nodes: list[str]) -> None:
    ends = [bool(piece[0] & wire.OWN_END) for piece in own_pieces(nodes)]
    assert ends == [False] * (len(ends) - 1) + [True]


@given(macs)
def test_pieces_fit(nodes: list[str]) -> None:
    assert max(map(len, own_pieces(nodes))) <= PAYLOAD_MAX


@pytest.mark.parametrize("size", [wire.CONFIRM_SIZE, wire.CONFIRM_SIZE + wire.TAG_SIZE])
@given(nodes=macs)
def test_confirms_fit(size: int, nodes: list[str]) -> None:
    pieces = list(confirm_pieces(dict.fromkeys(nodes, bytes(size))))
    assert all(len(piece) <= PAYLOAD_MAX for piece in pieces)


@given(macs)
def test_confirms_hold_every_node(nodes: list[str]) -> None:
    confirm = struct.pack(wire.CONFIRM_BODY, 1, 2, 3)
    held = b"".join(confirm_pieces(dict.fromkeys(nodes, confirm)))
    assert len(held) == len(nodes) * (7 + wire.CONFIRM_SIZE)
