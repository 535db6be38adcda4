"""The broker's firmware on a simulated board, spoken to over its real serial port."""

import asyncio
import os
import struct
from collections.abc import AsyncIterator

import pytest

from custom_components.domotik.protocol import wire
from simulator.home import Home
from simulator.plan import Plan

from .air import CHANNEL, NODE, STRANGER, Air, counted, stats, status
from .host import Host

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    """Run a broker alone."""
    async with Home(Plan(nodes=0, reset_on_open=False, boot_seconds=0)) as running:
        yield running


@pytest.fixture
def air(home: Home) -> Air:
    """Return the ether around the broker."""
    return Air(home)


@pytest.fixture
async def host(home: Home) -> AsyncIterator[Host]:
    """Open a host that owns one node."""
    async with Host(home.broker.port) as opened:
        await opened.own(NODE)
        yield opened


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


async def test_frames_are_kept_until_confirmed(host: Host, air: Air) -> None:
    """A host that greets anew gets again what it has not confirmed."""
    for counter in range(3):
        air.send(NODE, counter)
        await air.answer(counter + 1)
    await host.frames(3)
    await host.confirm(1)
    host.forwarded.clear()
    await host.hello()
    assert [report.number for report in await host.frames(2)] == [2, 3]


async def test_a_host_can_ask_for_what_it_missed(host: Host, air: Air) -> None:
    """A confirm with the resend flag rewinds to what follows it."""
    for counter in range(3):
        air.send(NODE, counter)
        await air.answer(counter + 1)
    await host.frames(3)
    host.forwarded.clear()
    await host.confirm(1, wire.CONFIRM_RESEND)
    assert [report.number for report in await host.frames(2)] == [2, 3]


async def test_a_confirm_for_the_boot_before_forgets_nothing(
    home: Home, host: Host, air: Air
) -> None:
    await host.own(NODE)
    host.greetings.clear()
    home.broker.board.bite()
    while not host.greetings:
        await asyncio.sleep(0.01)
    air.send(NODE, 1)
    await air.answer()
    refused = await host.confirm(1)
    await host.hello()
    assert (refused, len(await host.frames(1))) == (bytes([wire.RESULT_BAD_PAYLOAD]), 1)


async def test_a_full_ring_answers_full_and_loses_nothing(host: Host, air: Air) -> None:
    """128 frames wait for the host; the next is refused until there is room."""
    for counter in range(128):
        air.send(NODE, counter)
        await air.answer(counter + 1)
    air.send(NODE, 128)
    assert status(await air.answer(129)) == wire.FULL
    await host.frames(128)
    await host.confirm(128)
    air.send(NODE, 128)
    assert status(await air.answer(130)) == wire.KEPT
    assert (await host.frames(129))[-1].number == 129


async def test_a_confirm_rides_in_the_next_ack(host: Host, air: Air) -> None:
    """The node gets the host's confirm as the host left it."""
    await host.confirm_node(NODE, epoch=1, number=41)
    air.send(NODE, 7)
    ack = await air.answer()
    assert ack[14:] == struct.pack(wire.CONFIRM_BODY, 1, 1, 41)


async def test_without_a_host_it_serves_nodes_and_stays_silent(home: Home, air: Air) -> None:
    """The program never waits for a reader; what came is told to the next host."""
    async with Host(home.broker.port) as first:
        await first.own(NODE)
    home.broker.board.press_reset()
    await asyncio.sleep(0.5)
    air.send(NODE, 7)
    assert status(await air.answer()) == wire.KEPT
    async with Host(home.broker.port) as second:
        assert [report.number for report in await second.frames(1)] == [1]


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


async def test_garbage_on_the_line_is_counted(host: Host) -> None:
    """Broken lines are no requests, and the next good one is answered."""
    host.write(b"~AAAA\nhello\n~" + b"x" * 60 + b"\n")
    await asyncio.sleep(0.1)
    assert stats(await host.request(wire.STATS))["bad_lines"] == 3


async def test_an_endless_line_is_survived(host: Host) -> None:
    """The next line after it is understood."""
    for _ in range(20):
        host.write(b"A" * 200)
        await asyncio.sleep(0.02)
    host.write(b"\n")
    assert (await host.request(wire.PING))[0] == wire.RESULT_OK


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


async def test_exit_leaves_the_prompt(host: Host) -> None:
    """After EXIT the board answers as MicroPython does, so that it can be flashed."""
    assert await host.request(wire.EXIT) == b"\0"
    host.write(b"print(6 * 7)\r\n")
    async with asyncio.timeout(5):
        while not any(line.strip() == b"42" for line in host.other):
            await asyncio.sleep(0.02)


async def test_ctrl_c_does_not_stop_it_once_a_host_spoke(host: Host) -> None:
    """0x03 is a byte like any other then."""
    host.write(b"\x03\n")
    await asyncio.sleep(0.1)
    assert (await host.request(wire.PING))[0] == wire.RESULT_OK


async def test_it_restarts_when_asked(host: Host) -> None:
    """The answer goes out first."""
    before = await host.hello()
    assert await host.request(wire.RESTART) == b"\0"
    assert (await host.hello())[2:6] != before[2:6]


async def test_made_up_senders_do_not_fill_its_memory(host: Host, air: Air) -> None:
    """The driver's table of senders is emptied before it costs much."""
    for last in range(150):
        air.send(bytes.fromhex("24dcc30002") + bytes([last]), 1)
    await counted(host, "foreign", 150)
    async with asyncio.timeout(5):
        while stats(await host.request(wire.STATS))["strangers"] > 100:
            await asyncio.sleep(0.2)


async def test_it_restarts_before_memory_runs_out(home: Home, host: Host) -> None:
    """What it held comes again from the nodes, because its boot id is another."""
    home.broker.board.set_seconds(100)
    host.greetings.clear()
    home.broker.board.idf_free = 4_000
    async with asyncio.timeout(10):
        while not host.greetings:
            await asyncio.sleep(0.05)
    home.broker.board.idf_free = 100_000
