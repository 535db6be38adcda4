"""The real host and the real node: each opens what the other seals."""

from dataclasses import replace
from time import time

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.messages import Received, mac_text
from custom_components.domotik.protocol.nodes import Node as Known
from simulator.node import Node
from simulator.plan import Plan

from .host import Forwarded, Host
from .test_sealed import oldest

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """Return a plan in which the node has a key."""
    return replace(plan, sealed=True)


@pytest.fixture
def known(node: Node) -> Known:
    """Return what the host knows of the node: its key."""
    fresh = Known(mac_text(node.mac))
    fresh.trust(node.key)
    return fresh


def take(known: Known, report: Forwarded) -> int:
    """Let the host take a frame; return how many samples were new."""
    received = Received(1, 0, known.mac, report.rssi, report.frame)
    return len(known.apply(received, time()))


async def confirm(host: Host, node: Node, known: Known) -> None:
    """Hand out the host's confirm."""
    body = known.confirm()
    assert body
    await host.request(wire.CONFIRM_NODES, node.mac + bytes([len(body)]) + body)


async def test_host_opens_what_the_node_seals(host: Host, node: Node, known: Known) -> None:
    """Each report brings a sample, and an ANNOUNCE says what the node is."""
    await host.frames(2)
    samples = sum(take(known, report) for report in list(host.forwarded))
    assert (samples, known.announce is not None, known.figures.bad_frames) == (2, True, 0)


async def test_node_opens_what_the_host_seals(host: Host, node: Node, known: Known) -> None:
    """A confirm deletes the sample on the node."""
    take(known, (await host.frames(1))[0])
    await confirm(host, node, known)
    assert oldest(node, (await host.frames(4))[3]) == 1


async def test_new_battery_goes_on_under_a_new_epoch(host: Host, node: Node, known: Known) -> None:
    """What the node sends after its battery was changed is taken; what it sent before is not."""
    before = (await host.frames(1))[0]
    take(known, before)
    epoch = known.epoch
    node.launcher.power_off()
    node.replace_battery()
    announce = (await host.frames(2, wire.ANNOUNCE))[1]
    take(known, announce)
    assert (known.epoch, take(known, before)) == ((epoch or 0) + 1, 0)
