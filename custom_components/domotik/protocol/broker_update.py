"""The broker's own update, over the link: what it lacks is brought chunk by chunk."""

import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from . import wire
from .errors import BadFrame, NoAnswer, UpdateRefused
from .firmware import Firmware
from .messages import unpack, unpack_texts

OFFER: Final = b"\x00"
CHUNK: Final = b"\x01"
TAKE_OVER: Final = b"\x02"
# Steps in vain, such as files that came damaged, before it is given up.
VAIN_MAX: Final = 3

type Ask = Callable[[int, bytes], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Lack:
    """How far a broker is, and what it lacks next."""

    state: int
    number: int
    place: int
    reason: str

    @classmethod
    def from_payload(cls, payload: bytes) -> Lack:
        """Read a reply."""
        _, state, number, place = unpack(wire.UPDATE_REPLY, payload)
        (reason,) = unpack_texts(payload[struct.calcsize(wire.UPDATE_REPLY) :], 1)
        return cls(state, number, place, reason)


async def update_broker(ask: Ask, firmware: Firmware, progress: Callable[[float], None]) -> None:
    """Bring a version to the broker and let it restart with it; raises UpdateRefused."""
    before = None
    vain = 0
    lack = await _step(ask, OFFER + firmware.offer)
    while lack.state != wire.UPDATE_WHOLE:
        if lack.state == wire.UPDATE_REFUSED:
            raise UpdateRefused(lack.reason)
        vain = vain + 1 if lack == before else 0
        chunk = firmware.chunk(lack.number, lack.place)
        if lack.state == wire.UPDATE_NOTHING or chunk is None or vain > VAIN_MAX:
            raise BadFrame
        progress(firmware.share(lack.number, lack.place))
        before = lack
        lack = await _step(ask, CHUNK + chunk)
    await ask(wire.UPDATE, TAKE_OVER)


async def _step(ask: Ask, payload: bytes) -> Lack:
    """Ask again where a broker is busy with its flash; a step twice is one step."""
    for _ in range(VAIN_MAX):
        with suppress(NoAnswer):
            return Lack.from_payload(await ask(wire.UPDATE, payload))
    return Lack.from_payload(await ask(wire.UPDATE, payload))
