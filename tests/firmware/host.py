"""A bare host at the broker's serial port: requests out, replies and received frames in."""

import asyncio
import os
import struct
from dataclasses import dataclass
from typing import Self

from custom_components.domotik.protocol import wire

REPLY_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Forwarded:
    """One RECEIVED line."""

    number: int
    held: int
    mac: bytes
    rssi: int
    frame: bytes

    @property
    def kind(self) -> int:
        """Return the radio frame's kind."""
        return self.frame[0] & 0x0F


class Host:
    """Use it as an async context; it confirms nothing by itself."""

    def __init__(self, port: str) -> None:
        """Prepare to open a port."""
        self._port = port
        self._sequence = 0
        self._buffer = b""
        self._replies: dict[int, asyncio.Future[bytes]] = {}
        self.forwarded: list[Forwarded] = []
        self.greetings: list[bytes] = []
        self.other: list[bytes] = []

    async def __aenter__(self) -> Self:
        """Open the port, and wait until the broker answers."""
        self._file = os.open(self._port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        asyncio.get_running_loop().add_reader(self._file, self._read)
        await self.hello()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the port."""
        asyncio.get_running_loop().remove_reader(self._file)
        os.close(self._file)

    async def hello(self) -> bytes:
        """Return the HELLO reply; a board that restarts at the opening takes a while."""
        for _ in range(20):
            try:
                return await self.request(wire.HELLO, bytes([wire.PROTOCOL_VERSION]), 0.3)
            except TimeoutError:
                continue
        raise TimeoutError

    async def request(
        self, kind: int, payload: bytes = b"", seconds: float = REPLY_SECONDS
    ) -> bytes:
        """Return the payload of the reply to a request."""
        self._sequence += 1
        reply = asyncio.get_running_loop().create_future()
        self._replies[self._sequence] = reply
        self.write(wire.pack_line(kind, self._sequence, payload))
        return await asyncio.wait_for(reply, seconds)

    def write(self, content: bytes) -> None:
        """Write bytes as they are."""
        os.write(self._file, content)

    async def own(self, *macs: bytes) -> None:
        """Make the broker serve these nodes."""
        both = bytes([wire.OWN_BEGIN | wire.OWN_END])
        assert await self.request(wire.OWN, both + b"".join(macs)) == b"\0"

    async def confirm(self, number: int, flags: int = 0) -> bytes:
        """Confirm received frames."""
        return await self.request(wire.CONFIRM, struct.pack("<IB", number, flags))

    async def confirm_node(self, mac: bytes, epoch: int, number: int) -> None:
        """Leave a confirm for a node."""
        body = struct.pack(wire.CONFIRM_BODY, epoch, 1, number)
        assert await self.request(wire.CONFIRM_NODES, mac + bytes([len(body)]) + body) == b"\0"

    async def frames(self, count: int, kind: int = wire.REPORT) -> list[Forwarded]:
        """Return the frames of a kind once there are so many."""
        async with asyncio.timeout(40):
            while True:
                found = [frame for frame in self.forwarded if frame.kind == kind]
                if len(found) >= count:
                    return found
                await asyncio.sleep(0.02)

    def _read(self) -> None:
        try:
            self._buffer += os.read(self._file, 65536)
        except OSError:
            return
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            self._line(line)

    def _line(self, line: bytes) -> None:
        frame = wire.unpack_line(line)
        if frame is None:
            self.other.append(line)
            return
        kind, sequence, payload = frame
        if kind == wire.RECEIVED:
            number, held, mac, rssi = struct.unpack_from(wire.RECEIVED_HEAD, payload)
            self.forwarded.append(Forwarded(number, held, mac, rssi, payload[15:]))
        elif sequence in self._replies and not self._replies[sequence].done():
            self._replies[sequence].set_result(payload)
        elif not sequence:
            self.greetings.append(payload)
