"""Long lists, cut into requests that fit a host line."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import Final

from . import wire
from .link import PAYLOAD_MAX
from .messages import mac_bytes

MAC_SIZE: Final = 6
MACS_MAX: Final = (PAYLOAD_MAX - 1) // MAC_SIZE


def own_pieces(macs: Sequence[str]) -> Iterator[bytes]:
    """Return the OWN payloads that replace a broker's list."""
    pieces = list(batched(macs, MACS_MAX, strict=False)) or [()]
    last = len(pieces) - 1
    for place, piece in enumerate(pieces):
        flags = (wire.OWN_BEGIN if place == 0 else 0) | (wire.OWN_END if place == last else 0)
        yield bytes((flags,)) + b"".join(map(mac_bytes, piece))


def confirm_pieces(confirms: Mapping[str, bytes]) -> Iterator[bytes]:
    """Return the CONFIRM_NODES payloads for some nodes."""
    piece = b""
    for mac, confirm in confirms.items():
        entry = mac_bytes(mac) + bytes((len(confirm),)) + confirm
        if len(piece) + len(entry) > PAYLOAD_MAX:
            yield piece
            piece = b""
        piece += entry
    if piece:
        yield piece
