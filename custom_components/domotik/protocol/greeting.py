"""Finding out whether a broker is at the other end."""

import asyncio
from dataclasses import replace

from . import wire
from .errors import NoAnswer, NotABroker
from .link import Link
from .messages import Hello
from .ports import open_port
from .timing import Timing


async def greet(link: Link, patience: float) -> Hello:
    """Return the broker's HELLO; raises NoAnswer, NotABroker, VersionMismatch or LinkLost."""
    before = replace(link.counters)
    try:
        async with asyncio.timeout(patience):
            return Hello.from_payload(await _ask_until_answered(link))
    except TimeoutError:
        talks = link.counters.octets > before.octets
        if talks and link.counters.frames == before.frames:
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


def _ignore(_kind: int, _payload: bytes) -> None:
    """Take no notice of a frame."""
