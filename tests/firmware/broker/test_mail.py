"""The mailbox of the broker."""

import asyncio
import struct

import pytest

from custom_components.domotik.protocol import wire
from tests.firmware.air import NODE, STRANGER, Air, stats
from tests.firmware.host import Host

pytestmark = pytest.mark.usefixtures("socket_enabled")


def letter(key: int, mac: bytes = NODE, seconds: int = 60) -> bytes:
    """Return the payload that puts an item into the mailbox."""
    frame = wire.pack_header(wire.MAIL, 0, 1, key) + bytes([key])
    return struct.pack(wire.MAIL_PUT_HEAD, mac, key, seconds) + frame


async def test_mail_follows_the_ack_that_speaks_of_it(host: Host, air: Air) -> None:
    """The node gets what waits while it still listens."""
    assert await host.request(wire.MAIL_PUT, letter(1)) == b"\0"
    air.send(NODE, 7)
    assert (await air.answer())[wire.HEADER_SIZE + 1] == 1
    assert await air.answer(2) == wire.pack_header(wire.MAIL, 0, 1, 1) + b"\1"


async def test_mail_with_the_same_key_takes_the_place(host: Host) -> None:
    """Only the last word counts."""
    await host.request(wire.MAIL_PUT, letter(1))
    await host.request(wire.MAIL_PUT, letter(1))
    assert stats(await host.request(wire.STATS))["mail"] == 1


async def test_mail_is_handed_over_in_the_order_in_which_it_was_put(host: Host, air: Air) -> None:
    """What was replaced goes last."""
    for key in (3, 1, 2, 3):
        await host.request(wire.MAIL_PUT, letter(key))
    air.send(NODE, 7)
    assert [(await air.answer(place))[-1] for place in (2, 3, 4)] == [1, 2, 3]


async def test_a_fifth_item_is_refused(host: Host) -> None:
    """Four wait for a node at most."""
    answers = [await host.request(wire.MAIL_PUT, letter(key)) for key in range(1, 6)]
    assert answers == [b"\0"] * 4 + [bytes([wire.RESULT_FULL])]


async def test_old_mail_is_not_handed_over(host: Host, air: Air) -> None:
    """Its time to live is over."""
    await host.request(wire.MAIL_PUT, letter(1, seconds=1))
    await asyncio.sleep(2)
    air.send(NODE, 7)
    assert (await air.answer())[wire.HEADER_SIZE + 1] == 0


async def test_mail_can_be_taken_back(host: Host) -> None:
    """One item, or all of a node's."""
    for key in (1, 2, 3):
        await host.request(wire.MAIL_PUT, letter(key))
    await host.request(wire.MAIL_DROP, NODE + b"\2")
    assert stats(await host.request(wire.STATS))["mail"] == 2
    await host.request(wire.MAIL_DROP, NODE + bytes([wire.MAIL_EVERY_KEY]))
    assert stats(await host.request(wire.STATS))["mail"] == 0


async def test_mail_for_a_stranger_is_refused(host: Host) -> None:
    """The broker keeps nothing for nodes that are not ours."""
    answer = await host.request(wire.MAIL_PUT, letter(1, STRANGER))
    assert answer == bytes([wire.RESULT_BAD_PAYLOAD])
