"""A soil probe that is calibrated from Home Assistant, in dry soil and in wet."""

import struct
from dataclasses import replace

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.items import Item, dry, wet
from simulator.chips.soil import Probe
from simulator.node import Node
from simulator.plan import Plan, Wiring
from tests.waiting import until

from .host import Host
from .readings import announced, newest

pytestmark = pytest.mark.usefixtures("socket_enabled")

PLACE = 3
SOIL = {"chip": "soil", "pin": 34, "power": 27}


@pytest.fixture(params=["battery", "mains"])
def plan(plan: Plan, request: pytest.FixtureRequest) -> Plan:
    """Return a plan in which the node has a probe that nobody has calibrated."""
    return replace(plan, wiring=Wiring(more=(SOIL,)), settings={"power": request.param})


async def send(host: Host, node: Node, item: Item, counter: int) -> None:
    """Put mail for the node, which has no key, into the broker."""
    report = (await host.frames(1))[0]
    epoch = struct.unpack_from("<I", report.frame, 2)[0]
    letter = wire.pack_header(wire.MAIL, 0, epoch, counter) + bytes((item.key,)) + item.value
    head = struct.pack(wire.MAIL_PUT_HEAD, node.mac, item.key, 60)
    assert await host.request(wire.MAIL_PUT, head + letter) == b"\0"


async def calibrate(host: Host, node: Node) -> None:
    """Take the probe's dry point, then its wet one."""
    probe = node.parts[PLACE]
    assert isinstance(probe, Probe)
    probe.moisture = lambda: 0.0
    await send(host, node, dry(PLACE), 1)
    await host.frames(2, wire.ANNOUNCE)
    probe.moisture = lambda: 100.0
    await send(host, node, wet(PLACE), 2)
    await host.frames(3, wire.ANNOUNCE)
    probe.moisture = lambda: 25.0


async def test_a_probe_without_points_is_told(host: Host) -> None:
    """The ANNOUNCE says which is missing."""
    assert (await announced(host))[2].endswith("soil?dry")


async def test_two_points_make_a_moisture(host: Host, node: Node) -> None:
    """The next looks read between them, and nothing is refused any more."""
    await calibrate(host, node)
    count = len(await host.frames(1))
    read = await newest(host, count + 2)
    assert read[wire.MOISTURE] == pytest.approx(2500, abs=20)
    last = (await host.frames(3, wire.ANNOUNCE))[-1]
    assert wire.unpack_texts(last.frame[wire.HEADER_SIZE + 4 :], 3)[2].endswith(",soil")


async def test_a_sensor_that_is_no_probe_is_not_calibrated(host: Host, node: Node) -> None:
    """The console says so; the node goes on."""
    printed = bytearray()
    node.launcher.uart.sink = printed.extend
    await send(host, node, dry(0), 1)
    await until(lambda: b"sensor 1 has no reading to calibrate it by" in printed)
