"""Finding out whether a broker is at the other end."""

import asyncio

from . import wire
from .errors import NoAnswer, NotABroker
from .link import Link
from .messages import Hello
from .ports import open_port
from .timing import Timing


async def greet(link: Link, patience: float) -> Hello:
    """Return the broker's HELLO; raises NoAnswer, NotABroker, VersionMismatch or LinkLost."""
    noise = _noise(link)
    frames = link.counters.frames
    try:
        async with asyncio.timeout(patience):
            return Hello.from_payload(await _ask_until_answered(link))
    except TimeoutError:
        if _noise(link) > noise and link.counters.frames == frames:
            raise NotABroker from None
        raise NoAnswer(wire.HELLO) from None


async def probe(port: str, timing: Timing | None = None) -> Hello:
    """Open a port just long enough to learn which broker is there."""
    timing = timing or Timing()
    link = await open_port(port, lambda: Link(_ignore, timeout=timing.reply))
    try:
        return await greet(link, timing.hello)
    finally:
        await link.close()


async def _ask_until_answered(link: Link) -> bytes:
    """Repeat HELLO for as long as the caller has patience."""
    while True:
        try:
            return await link.request(wire.HELLO, bytes((wire.PROTOCOL_VERSION,)))
        except NoAnswer:
            continue


def _noise(link: Link) -> int:
    """Return how much was heard that isn't a broker."""
    seen = link.counters
    return seen.log_lines + seen.oversized_lines + seen.unknown_kinds


def _ignore(_kind: int, _payload: bytes) -> None:
    """Take no notice of a frame."""
