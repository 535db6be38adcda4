"""A session whose broker goes silent, is pulled out, comes back or is another one."""

import asyncio
from pathlib import Path

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import (
    LinkLost,
    VersionMismatch,
    WrongBroker,
)
from custom_components.domotik.protocol.session import Session
from tests.fake_broker import MAC, PtyBroker
from tests.node_frames import NODE, climate, report_frame
from tests.protocol.conftest import QUICK, RecordingHost
from tests.waiting import until

FRAME = report_frame(climate())
NODE_TEXT = NODE.hex(":")


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


async def test_session_can_be_stopped_while_it_reconnects(
    session: Session, broker: PtyBroker
) -> None:
    broker.unplug()
    await until(lambda: not session.connected)
    await session.stop()
    assert not session.connected
