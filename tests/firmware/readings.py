"""What a node's reports say, read by hand."""

import struct

from custom_components.domotik.protocol import wire

from .host import Forwarded, Host


def samples(report: Forwarded) -> list[tuple[int, int, bytes]]:
    """Return (number, taken, objects) of a report's samples."""
    found = []
    start = wire.HEADER_SIZE + wire.REPORT_HEAD_SIZE
    while start < len(report.frame):
        length, number, taken = struct.unpack_from(wire.SAMPLE_HEAD, report.frame, start)
        end = start + 1 + length
        found.append((number, taken, report.frame[start + wire.SAMPLE_HEAD_SIZE : end]))
        start = end
    return found


def objects(packed: bytes) -> dict[int, int]:
    """Return the values of a sample's objects in their own steps."""
    found = {}
    while packed:
        size = wire.OBJECT_SIZES[packed[0]]
        signed = packed[0] == wire.TEMPERATURE
        found[packed[0]] = int.from_bytes(packed[1 : 1 + size], "little", signed=signed)
        packed = packed[1 + size :]
    return found


async def newest(host: Host, count: int = 1) -> dict[int, int]:
    """Return the objects of the newest sample of the n-th report."""
    return objects(samples((await host.frames(count))[count - 1])[0][2])


async def announced(host: Host) -> list[str]:
    """Return model, firmware and sensors of the first ANNOUNCE."""
    announce = (await host.frames(1, wire.ANNOUNCE))[0]
    return wire.unpack_texts(announce.frame[wire.HEADER_SIZE + 4 :], 3)
