"""A session with a broker on a pty."""

import asyncio
import os
import struct

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import (
    NoAnswer,
)
from custom_components.domotik.protocol.messages import HeardNode
from custom_components.domotik.protocol.session import Session
from tests.fake_broker import MAC, PtyBroker
from tests.node_frames import NODE, climate, report_frame
from tests.protocol.conftest import QUICK, RecordingHost
from tests.waiting import until

FRAME = report_frame(climate())
NODE_TEXT = NODE.hex(":")


def confirmed(broker: PtyBroker) -> list[int]:
    """Return the receive numbers that the host has confirmed."""
    return [struct.unpack("<IB", payload)[0] for payload in broker.asked(wire.CONFIRM)]


def open_files() -> int:
    """Return how many files this process has open."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


async def test_started_session_knows_the_broker(session: Session) -> None:
    assert session.broker.hello is not None
    assert session.broker.hello.mac == MAC.hex(":")


async def test_started_session_is_connected(session: Session) -> None:
    assert session.connected


async def test_board_that_is_still_starting_is_waited_for(
    prepared: Session, broker: PtyBroker
) -> None:
    broker.mute = {wire.HELLO}
    asyncio.get_running_loop().call_later(0.2, broker.mute.clear)
    await prepared.start()
    assert prepared.connected


async def test_reset_by_opening_the_port_is_survived(prepared: Session, broker: PtyBroker) -> None:
    broker.mute = {wire.HELLO}

    def start() -> None:
        broker.mute.clear()
        broker.restart()

    asyncio.get_running_loop().call_later(0.1, start)
    await prepared.start()
    assert prepared.connected


async def test_frames_reach_the_host(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.report(FRAME, rssi=-70, held_ms=5)
    await until(lambda: host.frames)
    frame = host.frames[0]
    assert (frame.mac, frame.rssi, frame.held_ms, frame.frame) == (NODE_TEXT, -70, 5, FRAME)


async def test_frames_kept_from_before_reach_the_host(
    prepared: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    for _ in range(5):
        broker.report(FRAME)
    broker.ring = {number: broker.ring[number] for number in (3, 4, 5)}
    await prepared.start()
    await until(lambda: len(host.frames) == 3)
    assert host.numbers() == [3, 4, 5]


async def test_frames_are_confirmed(session: Session, broker: PtyBroker) -> None:
    broker.report(FRAME)
    broker.report(FRAME)
    await until(lambda: not broker.ring)
    assert confirmed(broker)[-1] == 2


async def test_nothing_is_confirmed_before_it_is_persisted(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    await until(lambda: broker.asked(wire.CONFIRM))
    host.disk.clear()
    broker.report(FRAME)
    await until(lambda: host.frames)
    await asyncio.sleep(0.1)
    assert 1 in broker.ring


async def test_persisted_frames_are_confirmed(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.report(FRAME)
    await until(lambda: not broker.ring)
    assert host.persisted == 1


async def test_many_frames_are_confirmed_together(session: Session, broker: PtyBroker) -> None:
    for _ in range(50):
        broker.report(FRAME)
    await until(lambda: not broker.ring)
    assert len(broker.asked(wire.CONFIRM)) < 10


async def test_nodes_are_confirmed(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    host.confirms = {NODE_TEXT: b"confirm8"}
    broker.report(FRAME)
    await until(lambda: broker.confirms)
    assert broker.confirms == {NODE: b"confirm8"}


async def test_lost_line_is_asked_for(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.lose = {2}
    for _ in range(4):
        broker.report(FRAME)
    await until(lambda: len(host.frames) == 4)
    assert host.numbers() == [1, 2, 3, 4]


async def test_gap_is_asked_for_once(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.lose = {1}
    for _ in range(20):
        broker.report(FRAME)
    await until(lambda: len(host.frames) == 20)
    resends = [payload for payload in broker.asked(wire.CONFIRM) if payload[4]]
    assert len(resends) == 1


async def test_lost_tail_is_asked_for(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.lose = {1}
    broker.report(FRAME)
    await until(lambda: host.frames)
    assert host.numbers() == [1]


async def test_repeated_frames_are_passed_on_once(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.report(FRAME)
    repeated = broker.ring[1]
    await until(lambda: host.frames)
    broker.send(wire.RECEIVED, 0, repeated)
    broker.report(FRAME)
    await until(lambda: len(host.frames) == 2)
    assert (host.numbers(), session.broker.inbox.repeated) == ([1, 2], 1)


async def test_restart_is_noticed(session: Session, broker: PtyBroker) -> None:
    broker.restart()
    await until(lambda: session.broker.reboots == 1)
    assert session.connected


async def test_restart_opens_a_new_session(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.restart()
    await until(lambda: host.openings == 2)
    assert len(broker.asked(wire.HELLO)) == 2


async def test_restart_that_went_unheard_is_noticed(session: Session, broker: PtyBroker) -> None:
    broker.boot_id += 1
    broker.newest = 0
    await until(lambda: len(broker.asked(wire.HELLO)) == 2)
    assert session.broker.reboots == 1


async def test_frames_after_a_restart_reach_the_host(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.report(FRAME)
    await until(lambda: host.frames)
    broker.restart()
    broker.report(FRAME)
    await until(lambda: len(host.frames) == 2)
    assert host.numbers() == [1, 1]


async def test_owned_nodes_are_told(session: Session, broker: PtyBroker) -> None:
    session.own([NODE_TEXT])
    await until(lambda: broker.owned)
    assert broker.owned == [NODE]


async def test_long_list_of_nodes_is_told(session: Session, broker: PtyBroker) -> None:
    nodes = [bytes((2, 0, 0, 0, 0, number)) for number in range(100)]
    session.own(mac.hex(":") for mac in nodes)
    await until(lambda: len(broker.owned) == 100)
    assert broker.owned == nodes


async def test_owned_nodes_are_told_again_after_a_restart(
    session: Session, broker: PtyBroker
) -> None:
    session.own([NODE_TEXT])
    await until(lambda: broker.owned)
    broker.owned = []
    broker.restart()
    await until(lambda: broker.owned)
    assert broker.owned == [NODE]


async def test_unanswered_list_of_nodes_is_told_again(session: Session, broker: PtyBroker) -> None:
    broker.mute = {wire.OWN}
    session.own([NODE_TEXT])
    await until(lambda: broker.asked(wire.OWN))
    broker.mute = set()
    await until(lambda: broker.owned)
    assert session.connected


async def test_heard_nodes_are_listed(session: Session, broker: PtyBroker) -> None:
    broker.heard = [(bytes((2, 0, 0, 0, 0, number)), -40, 3, 0) for number in range(10)]
    heard = await session.heard()
    assert (len(heard), heard[9]) == (10, HeardNode("02:00:00:00:00:09", -40, 3, claimed=False))


async def test_stats_are_fetched(session: Session) -> None:
    await until(lambda: session.broker.stats)
    assert session.broker.stats is not None
    assert session.broker.stats.free_heap == 100_000


async def test_garbage_does_not_end_the_session(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.write(b"\x00\xff~~~\n~AQEA\nTraceback (most recent call last):\n" + b"x" * 100_000)
    broker.send(wire.RECEIVED, 0, b"short")
    broker.send(0x7F, 0, b"unknown")
    broker.send(wire.HELLO | wire.REPLY, 0, b"\x00")
    broker.report(FRAME)
    await until(lambda: host.frames)
    assert host.states == [True]


async def test_unknown_and_bad_frames_are_counted(session: Session, broker: PtyBroker) -> None:
    broker.send(wire.RECEIVED, 0, b"short")
    broker.send(0x7F, 0, b"unknown")
    broker.send(0xFF, 0, b"unknown")
    await until(lambda: session.broker.counters.unknown_kinds == 2)
    assert session.broker.counters.bad_frames == 1


async def test_stopped_session_leaves_no_file_open(broker: PtyBroker, host: RecordingHost) -> None:
    before = open_files()
    session = Session(str(broker.port), MAC.hex(":"), host, QUICK)
    await session.start()
    await session.stop()
    assert open_files() == before


async def test_failed_start_leaves_no_file_open(broker: PtyBroker, host: RecordingHost) -> None:
    broker.mute = {wire.HELLO}
    before = open_files()
    session = Session(str(broker.port), MAC.hex(":"), host, QUICK)
    with pytest.raises(NoAnswer):
        await session.start()
    assert open_files() == before


async def test_failure_of_the_host_does_not_end_the_session(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    await until(lambda: broker.asked(wire.CONFIRM))
    host.trouble = RuntimeError()
    broker.report(FRAME)
    await until(lambda: host.states == [True, False])
    host.trouble = None
    await until(lambda: not broker.ring)
    assert session.connected
