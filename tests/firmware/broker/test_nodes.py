"""What the broker answers its nodes, and what it keeps of strangers."""

import asyncio
import os
import struct

import pytest

from custom_components.domotik.protocol import wire
from tests.firmware.air import CHANNEL, NODE, STRANGER, Air, counted, stats, status
from tests.firmware.host import Host

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_an_owned_nodes_frame_is_acknowledged_and_forwarded(host: Host, air: Air) -> None:
    """The frame reaches the host as it was, with MAC, signal and time held."""
    air.send(NODE, 7)
    assert status(await air.answer()) == wire.KEPT
    report = (await host.frames(1))[0]
    assert (report.number, report.mac, report.rssi) == (1, NODE, -50)
    assert report.held < 1000
    assert wire.unpack_header(report.frame) == (wire.REPORT, 0, 1, 7)


async def test_an_ack_repeats_epoch_and_counter(host: Host, air: Air) -> None:
    """A node can tell which of its frames was heard."""
    air.send(NODE, 7)
    assert wire.unpack_header(await air.answer()) == (wire.ACK, 0, 1, 7)


async def test_a_retry_is_acknowledged_again_and_forwarded_once(host: Host, air: Air) -> None:
    """The same frame twice is two ACKs and one line."""
    air.send(NODE, 7)
    air.send(NODE, 7)
    assert status(await air.answer(2)) == wire.KEPT
    await asyncio.sleep(0.2)
    assert len(host.forwarded) == 1
    assert stats(await host.request(wire.STATS))["repeated"] == 1


async def test_a_strangers_report_is_not_mine(host: Host, air: Air) -> None:
    """It is told so, counted, listed, and not forwarded."""
    air.send(STRANGER, 1, flags=wire.CLAIMED)
    assert status(await air.answer()) == wire.NOT_MINE
    reply = await host.request(wire.HEARD, b"\0")
    mac, rssi, _, flags = struct.unpack_from(wire.HEARD_ENTRY, reply, 2)
    assert (reply[1], mac, rssi, flags) == (1, STRANGER, -50, wire.CLAIMED)
    assert not host.forwarded


async def test_at_most_32_strangers_are_remembered(host: Host, air: Air) -> None:
    """The one heard longest ago makes room."""
    for last in range(40):
        air.send(bytes.fromhex("24dcc30000") + bytes([last]), 1)
    await counted(host, "foreign", 40)
    reply = await host.request(wire.HEARD, b"\0")
    assert reply[1] == 32
    assert reply[2:8] == bytes.fromhex("24dcc3000008")


async def test_adopting_a_stranger_takes_it_off_the_list(host: Host, air: Air) -> None:
    """Who is owned is no stranger."""
    air.send(STRANGER, 1)
    await air.answer()
    await host.own(NODE, STRANGER)
    assert (await host.request(wire.HEARD, b"\0"))[1] == 0


async def test_a_probe_is_answered_with_the_channel(host: Host, air: Air) -> None:
    """An owned node learns that it is at home."""
    air.send(NODE, 3, wire.PROBE)
    reply = await air.answer()
    assert reply[0] & 0x0F == wire.PROBE_REPLY
    assert struct.unpack_from("<BB", reply, wire.HEADER_SIZE) == (wire.KEPT, CHANNEL)


async def test_a_confirm_rides_in_the_next_ack(host: Host, air: Air) -> None:
    """The node gets the host's confirm as the host left it."""
    await host.confirm_node(NODE, epoch=1, number=41)
    air.send(NODE, 7)
    ack = await air.answer()
    assert ack[14:] == struct.pack(wire.CONFIRM_BODY, 1, 1, 41)


async def test_nodes_are_answered_while_a_long_line_goes_out(host: Host, air: Air) -> None:
    """A burst of the longest frames does not make the broker deaf to another node."""
    await host.own(NODE, STRANGER)
    longest = bytes(wire.FRAME_MAX - wire.HEADER_SIZE)
    for counter in range(20):
        air.send_raw(NODE, wire.pack_header(wire.REPORT, 0, 1, counter) + longest)
    loop = asyncio.get_running_loop()
    sent = loop.time()
    air.send(STRANGER, 20)
    await air.answer_to(STRANGER)
    assert loop.time() - sent < 0.5
    assert len(await host.frames(21)) == 21


async def test_garbage_on_the_air_is_counted(host: Host, air: Air) -> None:
    """No bytes can stop the broker."""
    for length in range(1, 60):
        air.send_raw(NODE, os.urandom(length))
    air.send(NODE, 7)
    await host.frames(1)
    assert stats(await host.request(wire.STATS))["kept"] >= 1
