"""Making a broker's mailbox hold what it should."""

import logging
import struct
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from . import wire
from .errors import BadFrame, NoAnswer, Refused
from .messages import mac_bytes
from .outgoing import Post

_LOGGER = logging.getLogger(__name__)

UNSURE: Final = b""

type Ask = Callable[[int, bytes], Awaitable[bytes]]
type Place = tuple[str, int]


async def deliver(posts: Sequence[Post], held: dict[Place, bytes], ask: Ask) -> bool:
    """Put and drop what differs from what the broker holds; False where it has to be tried again.

    `held` is what this start of the broker has taken, and is brought up to date.
    """
    wanted = {post.place: post.frame for post in posts}
    done, waiting = True, set[str]()
    for place in [each for each in held if each not in wanted]:
        done &= await _drop(place, held, ask)
    for post in posts:
        # In order: what comes after a letter that has to wait waits too.
        due = post.mac not in waiting and held.get(post.place) != post.frame
        if due and not await _put(post, held, ask):
            waiting.add(post.mac)
    return done and not waiting


async def _put(post: Post, held: dict[Place, bytes], ask: Ask) -> bool:
    """Put one letter."""
    head = struct.pack(wire.MAIL_PUT_HEAD, mac_bytes(post.mac), post.key, post.lives)
    # Until the answer is here it may lie there or not.
    held[post.place] = UNSURE
    try:
        await ask(wire.MAIL_PUT, head + post.frame)
    except (NoAnswer, Refused, BadFrame) as err:
        _LOGGER.debug("Letter 0x%02x for %s has to wait: %r", post.key, post.mac, err)
        if isinstance(err, Refused) and err.result == wire.RESULT_FULL:
            await _make_room(post.mac, held, ask)
        return False
    held[post.place] = post.frame
    return True


async def _make_room(mac: str, held: dict[Place, bytes], ask: Ask) -> None:
    """Drop what lies there from a time that the host has forgotten; it puts the rest again."""
    if len(held) < wire.MAIL_IN_ALL:
        await _drop((mac, wire.MAIL_EVERY_KEY), held, ask)


async def _drop(place: Place, held: dict[Place, bytes], ask: Ask) -> bool:
    """Take back a letter, or all of a node."""
    mac, key = place
    try:
        await ask(wire.MAIL_DROP, mac_bytes(mac) + bytes((key,)))
    except (NoAnswer, Refused, BadFrame) as err:
        _LOGGER.debug("Letter 0x%02x for %s is not taken back: %r", key, mac, err)
        return False
    every = key == wire.MAIL_EVERY_KEY
    for gone in [each for each in held if each == place or (every and each[0] == mac)]:
        del held[gone]
    return True
