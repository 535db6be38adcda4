"""Samples of any objects."""

import struct

from custom_components.domotik.protocol import wire


def sample(objects: str, number: int = 1, taken: int = 1000) -> bytes:
    """Return a sample of objects in hexadecimal."""
    body = bytes.fromhex(objects)
    length = wire.SAMPLE_HEAD_SIZE - 1 + len(body)
    return struct.pack(wire.SAMPLE_HEAD, length, number, taken) + body
