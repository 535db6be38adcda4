"""A small NTP server for the boards, which can be silent or wrong."""

import asyncio
import struct
import time
from typing import Self, override

from simulator.clock import Clock

EPOCH = 2208988800  # 1970 in seconds since 1900
SERVER = 0x24  # version 4, mode server
STRATUM = 2


class NtpServer(asyncio.DatagramProtocol):
    """Answers on loopback with the time of the simulation; use it as an async context."""

    def __init__(self, clock: Clock | None = None) -> None:
        """Start at this machine's time, and run on with the clock of the simulation."""
        self._clock = clock or Clock()
        self._began = time.time() - self._clock.now()
        self._transport: asyncio.DatagramTransport | None = None
        self.wrong_by = 0.0
        self.silent = False
        self.stratum = STRATUM
        self.answers = 0

    def time(self) -> float:
        """Return the true time of the simulation, in Unix seconds."""
        return self._began + self._clock.now()

    @property
    def address(self) -> str:
        """Return host and port, as a node's settings take them."""
        assert self._transport
        return "{}:{}".format(*self._transport.get_extra_info("sockname"))

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        assert self._transport
        self._transport.close()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.DatagramTransport)
        self._transport = transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._transport
        if self.silent or len(data) != 48:
            return
        self.answers += 1
        asked = data[40:48]
        told = int((self.time() + self.wrong_by + EPOCH) * 2**32)
        stamp = struct.pack("!Q", told % 2**64)
        head = struct.pack("!BBbb", SERVER, self.stratum, 6, -20)
        self._transport.sendto(head + bytes(12) + stamp + asked + stamp + stamp, addr)
