"""Requests, replies and everything else on the line."""

import asyncio
import logging
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import LineTooLong, LinkLost, NoAnswer
from custom_components.domotik.protocol.link import LOG_LINES, PAYLOAD_MAX, RESENDS, Link
from tests.protocol.transports import ByteByByte, FakeTransport

TRACEBACK = b'Traceback (most recent call last):\r\n  File "main.py", line 2\r\nOSError: 5\r\n'
BOOT = b"ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13\r\n"
FRAME = wire.pack_line(wire.RECEIVED, 0, b"payload")
TIMEOUT = 0.02

type Frames = list[tuple[int, bytes]]


@pytest.fixture
def frames() -> Frames:
    """Return the frames that came unasked."""
    return []


@pytest.fixture(params=[FakeTransport, ByteByByte])
async def transport(request: pytest.FixtureRequest, frames: Frames) -> FakeTransport:
    """Return a transport with a link on it; bytes arrive whole, or one by one."""
    kind: Callable[[Link], FakeTransport] = request.param
    link = Link(lambda *frame: frames.append(frame), timeout=TIMEOUT)
    opened = kind(link)
    link.connection_made(opened)
    return opened


async def asked(transport: FakeTransport, kind: int = wire.PING) -> asyncio.Task[bytes]:
    """Return a request that has been written."""
    task = asyncio.create_task(transport.link.request(kind))
    await asyncio.sleep(0)
    return task


def reply(sequence: int, payload: bytes = b"\x00pong", kind: int = wire.PING) -> bytes:
    """Return the line of a reply."""
    return wire.pack_line(kind | wire.REPLY, sequence, payload)


async def test_frame_arrives(transport: FakeTransport, frames: Frames) -> None:
    transport.arrive(FRAME)
    assert frames == [(wire.RECEIVED, b"payload")]


@pytest.mark.parametrize("noise", [BOOT, TRACEBACK, b"half a line", b"\x00\xff\r", b"~AQEA"])
async def test_frame_arrives_after_noise(
    transport: FakeTransport, frames: Frames, noise: bytes
) -> None:
    transport.arrive(noise + FRAME)
    assert frames == [(wire.RECEIVED, b"payload")]


async def test_firmware_log_is_kept(transport: FakeTransport) -> None:
    transport.arrive(BOOT)
    assert list(transport.link.log) == [
        "ets Jul 29 2019 12:21:46",
        "rst:0x1 (POWERON_RESET),boot:0x13",
    ]


async def test_firmware_log_is_no_bad_frame(transport: FakeTransport) -> None:
    transport.arrive(BOOT + TRACEBACK)
    assert transport.link.counters.bad_frames == 0


async def test_firmware_log_is_logged_for_debugging_only(
    transport: FakeTransport, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    transport.arrive(BOOT + FRAME[:-4] + b"\n" + TRACEBACK)
    ours = [record for record in caplog.records if "domotik" in record.name]
    assert {record.levelno for record in ours} == {logging.DEBUG}


async def test_only_the_last_log_lines_are_kept(transport: FakeTransport) -> None:
    transport.arrive(b"".join(b"line %d\n" % number for number in range(LOG_LINES + 10)))
    assert (len(transport.link.log), transport.link.log[0]) == (LOG_LINES, "line 10")


async def test_damaged_frame_is_counted(transport: FakeTransport, frames: Frames) -> None:
    transport.arrive(FRAME.replace(b"Q", b"R"))
    assert (transport.link.counters.bad_frames, frames) == (1, [])


async def test_endless_line_is_counted_once(transport: FakeTransport) -> None:
    transport.arrive(b"~" + b"x" * 20_000 + b"\n")
    assert transport.link.counters.oversized_lines == 1


async def test_frame_after_an_endless_line_arrives(
    transport: FakeTransport, frames: Frames
) -> None:
    transport.arrive(b"x" * 20_000 + b"\n" + FRAME)
    assert len(frames) == 1


async def test_echo_of_a_request_is_no_frame(transport: FakeTransport, frames: Frames) -> None:
    transport.arrive(wire.pack_line(wire.HELLO, 1, b"\x01"))
    assert (transport.link.counters.unknown_kinds, frames) == (1, [])


async def test_request_gets_its_reply(transport: FakeTransport) -> None:
    task = await asked(transport)
    transport.arrive(reply(1))
    assert await task == b"\x00pong"


async def test_sequence_numbers_grow(transport: FakeTransport) -> None:
    for sequence in (1, 2, 3):
        task = await asked(transport)
        transport.arrive(reply(sequence))
        await task
    assert [frame and frame[1] for frame in transport.frames()] == [1, 2, 3]


async def test_sequence_number_is_never_zero(transport: FakeTransport) -> None:
    transport.link._sequence = 0xFFFF
    task = await asked(transport)
    transport.arrive(reply(1))
    assert await task


async def test_reply_to_another_request_is_stray(transport: FakeTransport) -> None:
    task = await asked(transport)
    transport.arrive(reply(9))
    transport.arrive(reply(1, kind=wire.STATS))
    transport.arrive(reply(1))
    await task
    assert transport.link.counters.stray_replies == 2


async def test_second_reply_is_stray(transport: FakeTransport) -> None:
    task = await asked(transport)
    transport.arrive(reply(1) + reply(1))
    await task
    assert transport.link.counters.stray_replies == 1


async def test_frames_arrive_while_a_request_waits(
    transport: FakeTransport, frames: Frames
) -> None:
    task = await asked(transport)
    transport.arrive(FRAME + reply(1))
    await task
    assert len(frames) == 1


async def test_unanswered_request_is_sent_again_unchanged(transport: FakeTransport) -> None:
    task = await asked(transport)
    await asyncio.sleep(TIMEOUT * 1.5)
    transport.arrive(reply(1))
    await task
    assert transport.lines == [transport.lines[0]] * 2


async def test_request_is_given_up(transport: FakeTransport) -> None:
    with pytest.raises(NoAnswer) as raised:
        await transport.link.request(wire.STATS)
    assert (raised.value.kind, len(transport.lines)) == (wire.STATS, 1 + RESENDS)


async def test_late_reply_is_stray(transport: FakeTransport) -> None:
    with pytest.raises(NoAnswer):
        await transport.link.request(wire.PING)
    transport.arrive(reply(1))
    assert transport.link.counters.stray_replies == 1


async def test_requests_go_one_at_a_time(transport: FakeTransport) -> None:
    first = await asked(transport)
    second = await asked(transport, wire.STATS)
    assert len(transport.lines) == 1
    transport.arrive(reply(1))
    await first
    await asyncio.sleep(0)
    transport.arrive(reply(2, kind=wire.STATS))
    assert await second


async def test_cancelled_request_leaves_the_line_free(transport: FakeTransport) -> None:
    first = await asked(transport)
    first.cancel()
    await asyncio.wait((first,))
    second = await asked(transport)
    transport.arrive(reply(2))
    assert await second


async def test_line_that_does_not_fit_is_not_sent(transport: FakeTransport) -> None:
    with pytest.raises(LineTooLong):
        await transport.link.request(wire.OWN, bytes(PAYLOAD_MAX + 1))
    assert not transport.lines


async def test_request_fails_when_the_link_is_lost(transport: FakeTransport) -> None:
    task = await asked(transport)
    transport.link.connection_lost(OSError(5, "unplugged"))
    with pytest.raises(LinkLost):
        await task


async def test_request_on_a_lost_link_fails(transport: FakeTransport) -> None:
    transport.link.connection_lost(None)
    with pytest.raises(LinkLost):
        await transport.link.request(wire.PING)


async def test_port_that_refuses_a_line_is_lost(transport: FakeTransport) -> None:
    transport.broken = OSError(5, "unplugged")
    with pytest.raises(LinkLost):
        await transport.link.request(wire.PING)


async def test_closed_link_is_lost(transport: FakeTransport) -> None:
    await transport.link.close()
    assert transport.link.lost.done()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=700), st.just(FRAME), st.just(b"\n"))))
def test_garbage_raises_nothing(chunks: list[bytes]) -> None:
    async def feed() -> None:
        frames: Frames = []
        link = Link(lambda *frame: frames.append(frame))
        for chunk in chunks:
            link.data_received(chunk)
        link.data_received(b"\n" + FRAME)
        assert frames[-1] == (wire.RECEIVED, b"payload")

    asyncio.run(feed())
