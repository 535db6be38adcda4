"""What the host can ask of a node: one function for each kind of mail."""

import struct
from dataclasses import dataclass
from typing import Final

from . import wire

HOUR: Final = 3600
DAY: Final = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Item:
    """One wish; a later one with the same key takes its place. It lives for some seconds.

    A setting may wait for a node that is out of reach for a night. What is to be seen at once
    must not happen when nobody expects it any more.
    """

    key: int
    value: bytes = b""
    lives: int = DAY


def interval(seconds: int) -> Item:
    """Look at the sensors every so many seconds."""
    return Item(wire.MAIL_INTERVAL, struct.pack("<H", seconds))


def heartbeat(seconds: int) -> Item:
    """Report at least every so many seconds."""
    return Item(wire.MAIL_HEARTBEAT, struct.pack("<H", seconds))


def dead_band(object_id: int, steps: int) -> Item:
    """Report an object when it has moved by so many of its steps."""
    return Item(wire.MAIL_DEAD_BAND | object_id, struct.pack("<I", steps))


def band_of(item: Item) -> dict[int, int]:
    """Return the steps of the object whose dead band an item sets; of no object for others."""
    if item.key < wire.MAIL_DEAD_BAND:
        return {}
    return {item.key & ~wire.MAIL_DEAD_BAND: int.from_bytes(item.value, "little")}


def identify(seconds: int) -> Item:
    """Blink for so many seconds."""
    return Item(wire.MAIL_IDENTIFY, bytes((seconds,)), HOUR)


def restart() -> Item:
    """Start anew."""
    return Item(wire.MAIL_RESTART, lives=HOUR)


def dry(place: int) -> Item:
    """Take what the n-th sensor reads at its next look for dry soil; the first is 0."""
    return Item(wire.MAIL_DRY | place, lives=HOUR)


def wet(place: int) -> Item:
    """Take what the n-th sensor reads at its next look for wet soil."""
    return Item(wire.MAIL_WET | place, lives=HOUR)


def announce() -> Item:
    """Say what the node is, and report at the next wake."""
    return Item(wire.MAIL_ANNOUNCE, lives=HOUR)


def placement(seconds: int) -> Item:
    """Give a sign every two seconds for so long, an answer shown by the LED; 0 ends it."""
    return Item(wire.MAIL_PLACEMENT, struct.pack("<H", seconds), HOUR)


def update(offer: bytes, version: str) -> Item:
    """Fetch another version of the firmware, which the offer seals."""
    return Item(wire.MAIL_UPDATE, offer + version.encode())
