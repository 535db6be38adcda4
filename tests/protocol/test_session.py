"""A session with a broker on a pty."""

import asyncio
import os
import struct
from pathlib import Path

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import (
    LinkLost,
    NoAnswer,
    NotABroker,
    PortBusy,
    PortMissing,
    VersionMismatch,
    WrongBroker,
)
from custom_components.domotik.protocol.greeting import probe
from custom_components.domotik.protocol.messages import HeardNode
from custom_components.domotik.protocol.session import Session
from tests.fake_broker import MAC, NODE, PtyBroker, climate, report_frame
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


async def test_silent_broker_is_given_up(session: Session, broker: PtyBroker) -> None:
    broker.mute = set(range(0x40))
    await until(lambda: not session.connected)
    assert isinstance(session.fault, LinkLost)


async def test_one_missed_ping_is_forgiven(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.mute = {wire.PING}
    asyncio.get_running_loop().call_later(0.2, broker.mute.clear)
    await asyncio.sleep(0.5)
    assert host.states == [True]


async def test_unplugged_broker_is_lost(session: Session, broker: PtyBroker) -> None:
    broker.unplug()
    await until(lambda: not session.connected)
    with pytest.raises(LinkLost):
        await session.heard()


async def test_broker_is_found_again(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.unplug()
    await until(lambda: not session.connected)
    broker.plug()
    await until(lambda: session.connected)
    assert host.states == [True, False, True]


async def test_frames_continue_after_a_reconnect(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.report(FRAME)
    await until(lambda: not broker.ring)
    broker.unplug()
    await until(lambda: not session.connected)
    broker.report(FRAME)
    broker.plug()
    await until(lambda: len(host.frames) == 2)
    assert host.numbers() == [1, 2]


async def test_port_that_appears_is_opened_at_once(broker: PtyBroker, host: RecordingHost) -> None:
    slow = type(QUICK)(reply=0.05, hello=0.5, first_retry=30, look_for_port=0.01)
    session = host.session = Session(str(broker.port), MAC.hex(":"), host, slow)
    await session.start()
    broker.unplug()
    await until(lambda: not session.connected)
    await asyncio.sleep(0.05)
    broker.plug()
    await until(lambda: session.connected)
    await session.stop()


async def test_moved_session_goes_on(
    session: Session, broker: PtyBroker, host: RecordingHost, tmp_path: Path
) -> None:
    other = PtyBroker(tmp_path / "other")
    other.plug()
    await session.move(str(other.port))
    await until(lambda: session.connected)
    assert other.asked(wire.HELLO)
    await session.stop()
    other.unplug()


async def test_session_moved_while_it_opens_goes_to_the_new_port(
    session: Session, broker: PtyBroker, tmp_path: Path
) -> None:
    other = PtyBroker(tmp_path / "other")
    other.plug()
    broker.unplug()
    await until(lambda: not session.connected)
    broker.mute = {wire.HELLO}
    broker.plug()
    await until(lambda: len(broker.asked(wire.HELLO)) > 1)
    await session.move(str(other.port))
    await until(lambda: session.connected)
    assert other.asked(wire.HELLO)
    await session.stop()
    other.unplug()


async def test_nodes_are_confirmed_although_the_first_ping_fails(
    prepared: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    host.confirms = {NODE_TEXT: b"confirm8"}
    broker.mute = {wire.PING}
    await prepared.start()
    await until(lambda: len(broker.asked(wire.PING)) > 4)
    broker.mute = set()
    await until(lambda: broker.confirms)
    assert host.states == [True]


async def test_other_broker_is_refused(broker: PtyBroker, host: RecordingHost) -> None:
    session = Session(str(broker.port), "02:00:00:00:00:01", host, QUICK)
    with pytest.raises(WrongBroker):
        await session.start()


async def test_broker_flashed_with_another_version_ends_the_session(
    session: Session, broker: PtyBroker
) -> None:
    broker.version = 9
    broker.restart()
    await until(lambda: isinstance(session.fault, VersionMismatch))
    assert not session.connected


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


async def test_session_can_be_stopped_while_it_reconnects(
    session: Session, broker: PtyBroker
) -> None:
    broker.unplug()
    await until(lambda: not session.connected)
    await session.stop()
    assert not session.connected


async def test_probe_tells_who_is_there(broker: PtyBroker) -> None:
    assert (await probe(str(broker.port), QUICK)).mac == MAC.hex(":")


async def test_probe_of_a_missing_port(tmp_path: Path) -> None:
    with pytest.raises(PortMissing):
        await probe(str(tmp_path / "nothing"), QUICK)


async def test_probe_of_a_busy_port(session: Session, broker: PtyBroker) -> None:
    with pytest.raises(PortBusy):
        await probe(str(broker.port), QUICK)


async def test_probe_without_an_answer(broker: PtyBroker) -> None:
    broker.mute = {wire.HELLO}
    with pytest.raises(NoAnswer):
        await probe(str(broker.port), QUICK)


@pytest.mark.parametrize(
    "talk", [b">>> ", b"MicroPython v1.28\r\n>>> \r\n", b"$GPGGA,123519,4807.038,N\r\n"]
)
async def test_probe_of_something_else(broker: PtyBroker, talk: bytes) -> None:
    broker.mute = {wire.HELLO}
    asyncio.get_running_loop().call_later(0.1, broker.write, talk)
    with pytest.raises(NotABroker):
        await probe(str(broker.port), QUICK)


async def test_probe_of_an_echo(broker: PtyBroker) -> None:
    broker.feed = broker.write  # type: ignore[method-assign, assignment]
    with pytest.raises(NotABroker):
        await probe(str(broker.port), QUICK)


async def test_probe_of_another_version(broker: PtyBroker) -> None:
    broker.version = 9
    with pytest.raises(VersionMismatch):
        await probe(str(broker.port), QUICK)
