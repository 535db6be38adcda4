"""A way to the server on which connections break half-way."""

import asyncio
import random
from typing import Self

# A node's connection carries about this much in each direction.
BYTES = 900


class Cutter:
    """Passes on what comes, and cuts a share of the connections at a random byte."""

    def __init__(self, port: int, share: float, seed: int = 1) -> None:
        """Stand before a server on this machine."""
        self.share = share
        self.cuts = 0
        self._server_port = port
        self._random = random.Random(seed)
        self._lines: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """Return where it listens."""
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Cut everything."""
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)
        self._server.close()
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._lines.add(task)
        try:
            await self._serve(reader, writer)
        except OSError, asyncio.CancelledError:
            pass
        finally:
            self._lines.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        cut = self._random.random() < self.share
        self._left = self._random.randrange(BYTES) if cut else 1 << 40
        self.cuts += cut
        try:
            done, _ = await asyncio.wait(
                {
                    asyncio.ensure_future(self._pass_on(reader, their_writer)),
                    asyncio.ensure_future(self._pass_on(their_reader, writer)),
                },
                return_when=asyncio.FIRST_COMPLETED,
            )
            assert done
        finally:
            their_writer.close()

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Pass on one direction until the connection's bytes are used up."""
        while content := await source.read(1):
            self._left -= 1
            if self._left < 0:
                return
            sink.write(content)
            await sink.drain()
