"""The meaning of frames: what the broker says on the link."""

import struct
from dataclasses import dataclass
from typing import Any, Self

from . import wire
from .errors import BadFrame, VersionMismatch

HELLO_HEAD_SIZE = 2


def unpack(layout: str, payload: bytes, offset: int = 0) -> tuple[Any, ...]:
    """Return the fields at an offset, or raise BadFrame."""
    try:
        return struct.unpack_from(layout, payload, offset)
    except struct.error as err:
        raise BadFrame from err


def unpack_texts(packed: bytes, count: int) -> list[str]:
    """Return texts, or raise BadFrame."""
    try:
        return wire.unpack_texts(packed, count)
    except ValueError as err:
        raise BadFrame from err


def mac_text(mac: bytes) -> str:
    """Return a MAC as Home Assistant writes it."""
    return mac.hex(":")


def mac_bytes(mac: str) -> bytes:
    """Return the six bytes of a MAC."""
    return bytes.fromhex(mac.replace(":", ""))


@dataclass(frozen=True, slots=True)
class Hello:
    """Who the broker is and which start of it this is."""

    version: int
    boot_id: int
    mac: str
    channel: int
    capabilities: int
    firmware: str
    board: str

    @classmethod
    def from_payload(cls, payload: bytes) -> Self:
        """Read a reply; raises VersionMismatch for a version the host can't speak."""
        if len(payload) < HELLO_HEAD_SIZE:
            raise BadFrame
        if not wire.speaks(payload[1]):
            raise VersionMismatch(payload[1])
        _, version, boot_id, mac, channel, capabilities = unpack(wire.HELLO_REPLY, payload)
        texts = unpack_texts(payload[struct.calcsize(wire.HELLO_REPLY) :], 2)
        return cls(version, boot_id, mac_text(mac), channel, capabilities, *texts)


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a PING."""

    boot_id: int
    newest: int
    depth: int

    @classmethod
    def from_payload(cls, payload: bytes) -> Self:
        """Read a reply."""
        return cls(*unpack(wire.PING_REPLY, payload)[1:])


@dataclass(frozen=True, slots=True)
class Stats:
    """The broker's own figures."""

    uptime: int
    free_heap: int
    received: int
    dropped: int
    repeated: int
    foreign: int
    bad_lines: int
    longest_ack_us: int
    ring_depth: int
    mailbox_depth: int
    heard: int
    owned: int
    peers: int
    reset_cause: int

    @classmethod
    def from_payload(cls, payload: bytes) -> Self:
        """Read a reply."""
        return cls(*unpack(wire.STATS_REPLY, payload)[1:])


@dataclass(frozen=True, slots=True)
class HeardNode:
    """A node that the broker hears and doesn't own."""

    mac: str
    rssi: int
    age: int
    claimed: bool


def read_heard(payload: bytes) -> tuple[int, list[HeardNode]]:
    """Return how many nodes there are in all and those in this reply."""
    _, total = unpack(wire.HEARD_HEAD, payload)
    entries = payload[struct.calcsize(wire.HEARD_HEAD) :]
    whole = len(entries) - len(entries) % struct.calcsize(wire.HEARD_ENTRY)
    return total, [
        HeardNode(mac_text(mac), rssi, age, bool(flags & wire.CLAIMED))
        for mac, rssi, age, flags in struct.iter_unpack(wire.HEARD_ENTRY, entries[:whole])
    ]


@dataclass(frozen=True, slots=True)
class Received:
    """One radio frame as the broker passes it on."""

    number: int
    held_ms: int
    mac: str
    rssi: int
    frame: bytes

    @classmethod
    def from_payload(cls, payload: bytes) -> Self:
        """Read a frame that the broker sends of its own accord."""
        number, held_ms, mac, rssi = unpack(wire.RECEIVED_HEAD, payload)
        frame = payload[struct.calcsize(wire.RECEIVED_HEAD) :]
        return cls(number, held_ms, mac_text(mac), rssi, frame)
