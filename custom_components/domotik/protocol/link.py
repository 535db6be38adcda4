"""Lines on a transport: requests and their replies, and what comes unasked."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast, override

from . import wire
from .errors import LineTooLong, LinkLost, NoAnswer
from .lines import LineSplitter

_LOGGER = logging.getLogger(__name__)

REPLY_TIMEOUT: Final = 1.0
RESENDS: Final = 3
LOG_LINES: Final = 50
# What is left of a host line for a payload: base64 in fours, without head and CRC.
PAYLOAD_MAX: Final = (wire.HOST_LINE_MAX - 2) // 4 * 3 - 7


@dataclass(slots=True)
class LinkCounters:
    """What came over the link so far."""

    octets: int = 0
    frames: int = 0
    bad_frames: int = 0
    unknown_kinds: int = 0
    stray_replies: int = 0
    log_lines: int = 0
    oversized_lines: int = 0
    resent_requests: int = 0


@dataclass(frozen=True, slots=True)
class _Question:
    """The request that waits for its reply."""

    kind: int
    sequence: int
    reply: asyncio.Future[bytes]

    def waits_for(self, kind: int, sequence: int) -> bool:
        """Tell whether a frame is the reply that hasn't come yet."""
        return (self.kind, self.sequence) == (kind, sequence) and not self.reply.done()


class Link(asyncio.Protocol):
    """One open port; frames with sequence 0 go to `on_frame(kind, payload)`."""

    def __init__(
        self,
        on_frame: Callable[[int, bytes], None],
        *,
        counters: LinkCounters | None = None,
        log: deque[str] | None = None,
        timeout: float = REPLY_TIMEOUT,
    ) -> None:
        """Count into `counters` and keep firmware log in `log`, which may outlive the link."""
        self.counters = counters or LinkCounters()
        self.log: deque[str] = deque(maxlen=LOG_LINES) if log is None else log
        self.timeout = timeout
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._on_frame = on_frame
        self._lines = LineSplitter()
        self._transport: asyncio.WriteTransport | None = None
        self._question: _Question | None = None
        self._turn = asyncio.Lock()
        self._sequence = 0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to use a transport."""
        # serialx's transport writes without being a WriteTransport by name.
        self._transport = cast("asyncio.WriteTransport", transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the request under way and mark the link as lost."""
        self._transport = None
        if self._question and not self._question.reply.done():
            self._question.reply.set_exception(LinkLost())
        if not self.lost.done():
            self.lost.set_result(None)

    @override
    def data_received(self, data: bytes) -> None:
        """Take bytes as they come; never raises."""
        self.counters.octets += len(data)
        lines = self._lines.feed(data)
        self.counters.oversized_lines += self._lines.oversized
        self._lines.oversized = 0
        for line in lines:
            self._take_line(line)

    async def request(self, kind: int, payload: bytes = b"") -> bytes:
        """Return the payload of the reply; raises NoAnswer, LinkLost or LineTooLong."""
        async with self._turn:
            self._sequence = self._sequence % 0xFFFF + 1
            line = wire.pack_line(kind, self._sequence, payload)
            if len(line) > wire.HOST_LINE_MAX:
                raise LineTooLong(len(line))
            return await self._ask(kind, line)

    async def close(self) -> None:
        """Close the port and wait until it is free."""
        if self._transport:
            self._transport.abort()
            await self.lost

    async def _ask(self, kind: int, line: bytes) -> bytes:
        """Send a line, again when nothing comes back, and return the reply's payload."""
        reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._question = _Question(kind | wire.REPLY, self._sequence, reply)
        try:
            for attempt in range(1 + RESENDS):
                self.counters.resent_requests += bool(attempt)
                self._write(line)
                done, _ = await asyncio.wait((reply,), timeout=self.timeout)
                if done:
                    return reply.result()
        finally:
            self._question = None
            reply.cancel()
        raise NoAnswer(kind)

    def _write(self, line: bytes) -> None:
        """Hand a line to the port."""
        if self._transport is None:
            raise LinkLost
        try:
            self._transport.write(line)
        except (OSError, RuntimeError) as err:
            raise LinkLost from err

    def _take_line(self, line: bytes) -> None:
        """Sort a line into frames and firmware log."""
        frame = wire.unpack_line(line) if wire.LINE_START in line else None
        if frame is None:
            self._take_log(line)
        elif frame[0] != wire.RECEIVED and not frame[0] & wire.REPLY:
            # Also what a console or a loopback plug echoes.
            self.counters.unknown_kinds += 1
        else:
            self.counters.frames += 1
            self._take_frame(*frame)

    def _take_log(self, line: bytes) -> None:
        """Keep a line that is not a frame."""
        if wire.LINE_START in line:
            self.counters.bad_frames += 1
        text = line.decode("utf-8", "replace").strip()
        if text:
            self.counters.log_lines += 1
            self.log.append(text)
            _LOGGER.debug("Firmware: %s", text)

    def _take_frame(self, kind: int, sequence: int, payload: bytes) -> None:
        """Give a frame to whoever waits for it."""
        _LOGGER.debug("Frame 0x%02x, sequence %d: %s", kind, sequence, payload.hex())
        if not sequence:
            self._on_frame(kind, payload)
        elif self._question and self._question.waits_for(kind, sequence):
            self._question.reply.set_result(payload)
        else:
            self.counters.stray_replies += 1
