"""A node whose answers are forged: what makes it doubt, and that nothing gets lost by it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from custom_components.domotik.protocol import wire
from simulator.ether import Frame, Tap
from simulator.home import Home
from simulator.node import Node
from simulator.plan import Plan
from tests.waiting import until

from .host import Host
from .readings import samples
from .test_sealed import epoch_of

pytestmark = pytest.mark.usefixtures("socket_enabled")

PATIENCE = 25.0
TWIN = bytes.fromhex("24dcc3eeeeee")
BEFORE_A_SEARCH = 6  # answered wakes
CHANNELS = 13


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """Return a plan of a node that wakes three times a second."""
    return replace(plan, interval=2, heartbeat=2, scale=6)


@pytest.fixture
def aired(home: Home, node: Node) -> list[Frame]:
    """Return what the node sends from now on."""
    sent: list[Frame] = []

    def see(frame: Frame) -> bool:
        if frame.source == node.mac:
            sent.append(frame)
        return False

    home.ether.taps.append(see)
    return sent


def kind(frame: Frame) -> int:
    """Return a frame's kind."""
    return frame.message[0] & 0x0F


def of_kind(frames: list[Frame], wanted: int) -> Callable[[], list[Frame]]:
    """Return what finds the frames of a kind."""
    return lambda: [frame for frame in frames if kind(frame) == wanted]


def answering(home: Home, node: Node, answer: bytes, *, to: int, by: bytes) -> Tap:
    """Return a tap that answers the node's frames of a kind, before the broker can."""

    def tap(frame: Frame) -> bool:
        if frame.source == node.mac and kind(frame) == to:
            head = bytes((0x10 | answer[0], 0)) + frame.message[2 : wire.HEADER_SIZE]
            lie = Frame(by, node.mac, frame.channel, head + answer[1:])
            # As soon as the frame has gone.
            loop = asyncio.get_running_loop()
            loop.call_later(frame.airtime, home.ether.inject, lie)
        return False

    return tap


def twin(home: Home, node: Node) -> Tap:
    """Return a tap that answers a searching node as a broker of its own would."""
    answer = bytes((wire.PROBE_REPLY, wire.KEPT, 6)) + bytes(4)
    return answering(home, node, answer, to=wire.PROBE, by=TWIN)


async def confirm(host: Host, node: Node) -> None:
    """Let the node know its broker by a confirm."""
    report = (await host.frames(1))[0]
    await host.confirm_node(node.mac, epoch_of(report), samples(report)[-1][0])
    await host.frames(3)


@pytest.mark.quiet
async def test_node_without_confirms_looks_for_another_broker(
    host: Host, node: Node, aired: list[Frame]
) -> None:
    """An ACK proves nothing: it asks on every channel, and stays when nobody else answers."""
    probes, reports = of_kind(aired, wire.PROBE), of_kind(aired, wire.REPORT)
    await until(reports, PATIENCE)
    aired.clear()
    await until(lambda: len(probes()) == CHANNELS, PATIENCE)
    assert len(reports()) == BEFORE_A_SEARCH - 1
    count = len(host.forwarded)
    await until(lambda: len(host.forwarded) > count, PATIENCE)


async def test_node_without_confirms_sends_all_again(host: Host) -> None:
    """What was acknowledged by a liar still arrives."""
    first = samples((await host.frames(1))[0])[-1][0]
    await until(
        lambda: (
            [
                number
                for report in host.forwarded
                if report.kind == wire.REPORT
                for number, _, _ in samples(report)
            ].count(first)
            == 2
        ),
        PATIENCE,
    )


@pytest.mark.quiet
async def test_confirmed_node_never_looks_for_another_broker(
    host: Host, node: Node, aired: list[Frame]
) -> None:
    """Each confirm that deletes a sample proves that the host hears it."""
    aired.clear()
    for count in range(2, 3 * BEFORE_A_SEARCH):
        report = (await host.frames(count))[-1]
        await host.confirm_node(node.mac, epoch_of(report), samples(report)[0][0])
    assert not [frame for frame in aired[1:] if kind(frame) == wire.PROBE]


async def test_impossible_channel_is_not_followed(home: Home, host: Host, node: Node) -> None:
    """A forged answer to a search can't silence a node."""
    await host.frames(1)
    reply = bytes((wire.PROBE_REPLY, wire.KEPT, 200)) + bytes(4)
    tap = answering(home, node, reply, to=wire.PROBE, by=home.broker.board.mac)
    home.ether.taps.append(tap)
    node.board.power_cycle()
    count = len(host.forwarded)
    await until(lambda: len(host.forwarded) > count + 1, PATIENCE)


@pytest.mark.quiet
@pytest.mark.parametrize("status", [b"", bytes((wire.NOT_MINE, 0)) + bytes(4)])
async def test_broker_outvotes_a_liar(
    home: Home, host: Host, node: Node, aired: list[Frame], status: bytes
) -> None:
    """Half an ACK, or one that disowns the node, doesn't keep it from hearing the broker's."""
    await host.frames(1)
    lie = bytes((wire.ACK,)) + status
    home.ether.taps.append(answering(home, node, lie, to=wire.REPORT, by=home.broker.board.mac))
    aired.clear()
    await host.frames(4)
    assert {kind(frame) for frame in aired} == {wire.REPORT}


async def test_node_leaves_a_broker_that_brings_no_confirm(
    home: Home, host: Host, node: Node, aired: list[Frame]
) -> None:
    """A twin draws it away when it searches; it goes back to who brought confirms."""
    await confirm(host, node)
    reported = answering(
        home, node, bytes((wire.ACK, wire.KEPT, 0)) + bytes(4), to=wire.REPORT, by=TWIN
    )
    home.ether.taps += [twin(home, node), reported]
    await until(lambda: aired[-1].destination == TWIN, PATIENCE)
    count = len(host.forwarded)
    await until(lambda: len(host.forwarded) > count, PATIENCE)
    assert aired[-1].destination == home.broker.board.mac


async def test_node_that_searches_prefers_who_brought_confirms(
    home: Home, host: Host, node: Node, aired: list[Frame]
) -> None:
    """Somebody who is faster can't draw it away while its broker is there."""
    await confirm(host, node)
    home.ether.taps += [twin(home, node), lost := lambda frame: kind(frame) == wire.REPORT]
    aired.clear()
    await until(of_kind(aired, wire.PROBE), PATIENCE)
    home.ether.taps.remove(lost)
    count = len(host.forwarded)
    await until(lambda: len(host.forwarded) > count, PATIENCE)
    assert {frame.destination for frame in of_kind(aired, wire.REPORT)()} == {
        home.broker.board.mac
    }


async def test_replayed_confirm_proves_nothing(home: Home, host: Host, node: Node) -> None:
    """Only one that deletes a sample does."""
    report = (await host.frames(1))[0]
    await host.confirm_node(node.mac, epoch_of(report), samples(report)[-1][0])
    probes: list[Frame] = []
    home.ether.taps.append(
        lambda frame: probes.append(frame) if kind(frame) == wire.PROBE else None
    )
    await until(lambda: len(probes) >= CHANNELS, PATIENCE)
