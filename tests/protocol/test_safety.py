"""Nothing is confirmed before the host has it for good, and a failing host costs only itself."""

import asyncio
import struct

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.session import Session
from tests.fake_broker import PtyBroker
from tests.node_frames import NODE, climate, report_frame
from tests.protocol.conftest import RecordingHost
from tests.waiting import until

FRAME = report_frame(climate())


def confirmed(broker: PtyBroker) -> int:
    """Return the highest receive number that the host has confirmed."""
    return max(int(struct.unpack("<IB", each)[0]) for each in broker.asked(wire.CONFIRM))


@pytest.fixture
async def failing(session: Session, broker: PtyBroker, host: RecordingHost) -> None:
    """Let the host have persisted one frame, and be unable to persist a second."""
    broker.report(FRAME)
    await until(lambda: broker.newest and not broker.ring)
    host.full = True
    host.confirms = {NODE.hex(":"): b"confirm8"}
    broker.report(FRAME)
    await until(lambda: host.refused > 2)


@pytest.mark.usefixtures("failing")
async def test_frame_that_was_not_persisted_is_not_confirmed(broker: PtyBroker) -> None:
    assert (confirmed(broker), list(broker.ring)) == (1, [2])


@pytest.mark.usefixtures("failing")
async def test_node_of_a_frame_that_was_not_persisted_is_not_confirmed(broker: PtyBroker) -> None:
    assert broker.confirms == {}


@pytest.mark.usefixtures("failing")
async def test_link_outlives_a_failing_disk(session: Session, host: RecordingHost) -> None:
    assert host.states == [True]


@pytest.mark.usefixtures("failing")
async def test_frame_is_confirmed_when_the_disk_is_back(
    broker: PtyBroker, host: RecordingHost
) -> None:
    host.full = False
    await until(lambda: not broker.ring)
    assert confirmed(broker) == 2


@pytest.mark.usefixtures("failing")
async def test_lost_line_is_asked_for_although_the_disk_fails(
    broker: PtyBroker, host: RecordingHost
) -> None:
    broker.lose = {3}
    broker.report(FRAME)
    broker.report(FRAME)
    await until(lambda: len(host.frames) == 4)
    assert (host.numbers(), confirmed(broker)) == ([1, 2, 3, 4], 1)


async def test_trouble_over_a_frame_does_not_close_the_port(
    session: Session,
    broker: PtyBroker,
    host: RecordingHost,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await until(lambda: broker.asked(wire.CONFIRM))
    monkeypatch.setattr(host, "received", lambda _: 1 / 0)
    broker.report(FRAME)
    await until(lambda: "Unexpected error over a frame" in caplog.text)
    monkeypatch.undo()
    broker.report(FRAME)
    await until(lambda: host.frames)
    assert (host.states, host.numbers()) == ([True], [2])


async def test_host_that_died_before_it_confirmed_hears_its_frames_again(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    await until(lambda: broker.asked(wire.CONFIRM))
    host.disk.clear()
    broker.report(FRAME)
    await until(lambda: host.frames)
    await session.stop()
    host.disk.set()
    again = Session(session.port, session.mac, host, session._timing)
    await again.start()
    await until(lambda: not broker.ring)
    await again.stop()
    assert host.numbers() == [1, 1]


async def test_channel_is_set(session: Session, broker: PtyBroker) -> None:
    await session.set_channel(11)
    assert session.broker.hello is not None
    assert (broker.channel, session.broker.hello.channel) == (11, 11)


async def test_list_of_nodes_that_did_not_change_is_told_once(
    session: Session, broker: PtyBroker
) -> None:
    session.own([NODE.hex(":")])
    await until(lambda: broker.owned)
    before = len(broker.asked(wire.OWN))
    session.own([NODE.hex(":")])
    await asyncio.sleep(0.1)
    assert len(broker.asked(wire.OWN)) == before


async def test_frame_is_persisted_although_the_broker_does_not_answer(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    await until(lambda: broker.asked(wire.CONFIRM))
    broker.mute.add(wire.PING)
    pings = len(broker.asked(wire.PING))
    await until(lambda: len(broker.asked(wire.PING)) > pings)
    broker.report(FRAME)
    await until(lambda: host.persisted)
    assert session.connected


async def test_frame_is_persisted_although_the_cable_is_pulled(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    await until(lambda: broker.asked(wire.CONFIRM))
    broker.report(FRAME)
    await until(lambda: host.frames)
    broker.unplug()
    await until(lambda: host.persisted)
    assert not session.connected
