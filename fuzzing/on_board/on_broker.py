"""Lines of a host to the broker: whole requests too, whose checksum mutation would break."""

from binascii import crc32

import requests
import wire
from silent import new_broker

broker = new_broker()


def take(octets):
    """Take a line as it is, then its bytes as a request's kind and payload."""
    frame = wire.unpack_line(octets.rstrip(b"\n"))
    if frame:
        ask(frame[0], frame[2])
    ask(*split(octets))
    assert broker.ring.depth() <= 128


def split(octets):
    """Return a kind that there is, and the rest as payload."""
    kinds = sorted(requests.ANSWERS)
    return (kinds[octets[0] % len(kinds)], octets[1:]) if octets else (wire.PING, b"")


def ask(kind, payload):
    """Let the broker answer; what it would do after the answer is left out."""
    reply = requests.answer(broker, kind, payload)
    assert len(reply) >= 1
    assert wire.unpack_line(wire.pack_line(kind, crc32(payload) & 0xFFFF, reply).rstrip(b"\n"))
    broker.after_reply = None
