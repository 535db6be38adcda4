"""What the host may ask of the broker."""

import asyncio
import struct

import pytest

from custom_components.domotik.protocol import wire
from simulator.home import Home
from tests.firmware.air import CHANNEL, NODE, Air, stats, status
from tests.firmware.host import Host

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_it_tells_who_it_is(home: Home, host: Host) -> None:
    """HELLO names protocol, MAC, channel and firmware."""
    reply = await host.hello()
    result, version, _, mac, channel, _ = struct.unpack_from(wire.HELLO_REPLY, reply)
    assert (result, version, mac, channel) == (0, 1, home.broker.board.mac, CHANNEL)
    assert wire.unpack_texts(reply[17:], 2)[0] == "0.1.0"


async def test_it_greets_when_it_starts(home: Home, host: Host) -> None:
    """A restart is seen without asking, by another boot id."""
    before = await host.hello()
    host.greetings.clear()
    home.broker.board.press_reset()
    async with asyncio.timeout(5):
        while not host.greetings:
            await asyncio.sleep(0.02)
    assert host.greetings[-1][2:6] != before[2:6]


async def test_the_owned_list_survives_a_power_cut(home: Home, host: Host, air: Air) -> None:
    """Nodes are served before any host has spoken."""
    home.broker.board.power_cycle()
    await asyncio.sleep(0.5)
    air.send(NODE, 7)
    assert status(await air.answer()) == wire.KEPT


async def test_an_unchanged_list_is_not_written_again(home: Home, host: Host) -> None:
    """Flash wears."""
    writes = home.broker.board.nvs.writes
    await host.own(NODE)
    assert home.broker.board.nvs.writes == writes


async def test_a_long_list_comes_in_pieces(host: Host, air: Air) -> None:
    """The list is in force when its last piece has come."""
    macs = [bytes.fromhex("24dcc30001") + bytes([last]) for last in range(40)]
    await host.request(wire.OWN, bytes([wire.OWN_BEGIN]) + b"".join(macs[:20]))
    await host.request(wire.OWN, bytes([wire.OWN_END]) + b"".join(macs[20:]))
    assert stats(await host.request(wire.STATS))["owned"] == 40


@pytest.mark.parametrize(
    ("kind", "payload", "result"),
    [
        (0x3F, b"", wire.RESULT_UNKNOWN_KIND),
        (wire.OWN, b"\3abc", wire.RESULT_BAD_PAYLOAD),
        (wire.OWN, b"", wire.RESULT_BAD_PAYLOAD),
        (wire.CONFIRM, b"\1", wire.RESULT_BAD_PAYLOAD),
        (wire.CONFIRM, struct.pack("<IB", 99, 0), wire.RESULT_BAD_PAYLOAD),
        (wire.CONFIRM_NODES, NODE + b"\x08abc", wire.RESULT_BAD_PAYLOAD),
        (wire.HEARD, b"", wire.RESULT_BAD_PAYLOAD),
        (wire.CONFIGURE, b"\1\x0e", wire.RESULT_BAD_PAYLOAD),
        (wire.CONFIGURE, b"", wire.RESULT_BAD_PAYLOAD),
    ],
)
async def test_a_bad_request_is_refused(
    host: Host, kind: int, payload: bytes, result: int
) -> None:
    """It changes nothing, and the answer says why."""
    assert await host.request(kind, payload) == bytes([result])


async def test_its_channel_can_be_changed_for_good(home: Home, host: Host) -> None:
    """The new channel is in force at once, and after a restart."""
    assert await host.request(wire.CONFIGURE, b"\1\x0b") == b"\0"
    assert home.broker.board.radio.channel == 11
    home.broker.board.press_reset()
    assert (await host.hello())[12] == 11


async def test_it_restarts_when_asked(host: Host) -> None:
    """The answer goes out first."""
    before = await host.hello()
    assert await host.request(wire.RESTART) == b"\0"
    assert (await host.hello())[2:6] != before[2:6]
