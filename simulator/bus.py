"""The line between the boards' processes and their hardware: two TCP connections per process."""

import asyncio
import contextlib
import struct

from simulator.board import Board
from simulator.calls import Calls
from simulator.ether import Ether
from simulator.faults import DriverError
from simulator.standins import _ops


class BoardBus:
    """Answers the stand-ins' calls, and hands received frames to them."""

    def __init__(self, ether: Ether) -> None:
        """Serve boards that are on this ether."""
        self.ether = ether
        self._boards: dict[str, Board] = {}
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)

    async def stop(self) -> None:
        """Close every connection."""
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    def add(self, board: Board) -> None:
        """Serve a board."""
        self._boards[board.mac.hex()] = board
        self.ether.add(board.radio)

    def address(self, board: Board) -> str:
        """Return what the board's process needs to find its hardware."""
        assert self._server
        port = self._server.sockets[0].getsockname()[1]
        return f"127.0.0.1:{port}:{board.mac.hex()}/{board.life}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._lines.add(task)
        try:
            await self._serve(reader, writer)
        except OSError, asyncio.IncompleteReadError, asyncio.CancelledError:
            pass  # the board's process has ended, as each of them does
        finally:
            self._lines.discard(task)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = (await reader.readline()).decode().strip()
        if not first:
            return  # the board's process ended before it had said whose it is
        mac, _, life = first[1:].partition("/")
        board = self._boards[mac]
        if first[0] == "C":
            await self._serve_calls(board, int(life), reader, writer)
        elif board.lives(int(life)):
            board.radio.sink = writer.write
        # A process whose life is over may ask and listen until it is gone.
        await reader.read()

    async def _serve_calls(
        self,
        board: Board,
        life: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        calls = Calls(board, self.ether)
        try:
            while True:
                head = await reader.readexactly(_ops.HEAD_SIZE)
                length, operation, sequence = struct.unpack(_ops.REQUEST, head)
                body = await reader.readexactly(length)
                if not board.lives(life):
                    return
                await self._answer(calls, (operation, sequence, body), writer)
        finally:
            calls.close()

    async def _answer(
        self, calls: Calls, request: tuple[int, int, bytes], writer: asyncio.StreamWriter
    ) -> None:
        operation, sequence, body = request
        if operation == _ops.CREDIT:
            calls.board.radio.credit(*struct.unpack("<H", body))
            return
        status, answer = await outcome(calls, operation, body)
        writer.write(struct.pack(_ops.REPLY, len(answer), sequence, status) + answer)


async def outcome(calls: Calls, operation: int, body: bytes) -> tuple[int, bytes]:
    """Return status and answer of one call."""
    try:
        return _ops.OK, await calls.answer(operation, body)
    except DriverError as error:
        return _ops.OS_ERROR, struct.pack("<i", error.number) + error.text.encode()
    except ValueError as error:
        return _ops.VALUE_ERROR, str(error).encode()
