"""Transports that keep what is written, and hand bytes over in different ways."""

import asyncio
from typing import override

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.link import Link


class FakeTransport(asyncio.Transport):
    """Keeps every line that the host writes."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link
        self.lines: list[bytes] = []
        self.broken: Exception | None = None

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self.broken:
            raise self.broken
        self.lines.append(bytes(data))

    @override
    def abort(self) -> None:
        self.link.connection_lost(None)

    def frames(self) -> list[tuple[int, int, bytes] | None]:
        """Return the frames that the host wrote."""
        return [wire.unpack_line(line) for line in self.lines]

    def arrive(self, stream: bytes) -> None:
        """Let bytes arrive at once."""
        self.link.data_received(stream)


class ByteByByte(FakeTransport):
    """Lets bytes arrive one at a time."""

    @override
    def arrive(self, stream: bytes) -> None:
        for byte in stream:
            self.link.data_received(bytes((byte,)))
