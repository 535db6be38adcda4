"""Placement mode: signs of a node while somebody carries it about."""

import struct
from itertools import pairwise

import pytest

from custom_components.domotik.protocol import items, wire
from custom_components.domotik.protocol.items import Item
from simulator.ether import Frame
from simulator.home import Home
from simulator.node import Node
from simulator.plan import Plan
from tests.waiting import until

from .host import Forwarded, Host
from .readings import samples

pytestmark = pytest.mark.usefixtures("socket_enabled")

LED = 2
INTERVAL = 60
SIGNS = 4
FIRST = 2
DAY = 86400


class Lamp(dict[int, int]):
    """The levels of a board's pins, and how often the LED was lit."""

    lit = 0

    def __setitem__(self, pin: int, level: int) -> None:
        """Count, then set."""
        self.lit += pin == LED and level
        super().__setitem__(pin, level)

    def update(self, levels: dict[int, int]) -> None:  # type: ignore[override]
        """Set one by one."""
        for pin, level in levels.items():
            self[pin] = level


@pytest.fixture
def plan() -> Plan:
    """Return the plan of a home in which a minute takes three seconds."""
    return Plan(
        nodes=1,
        interval=INTERVAL,
        heartbeat=INTERVAL,
        scale=20,
        reset_on_open=False,
        boot_seconds=0,
        settings={"led": LED},
    )


@pytest.fixture
def lamp(node: Node) -> Lamp:
    """Return the node's LED."""
    node.board.pins = Lamp()
    return node.board.pins


def reports(host: Host) -> list[Forwarded]:
    """Return the reports that have come so far."""
    return [frame for frame in host.forwarded if frame.kind == wire.REPORT]


async def send(host: Host, node: Node, item: Item, counter: int = 1) -> int:
    """Leave an item for the node's next wake; return the reports before."""
    first = (await host.frames(1 + FIRST))[0]
    epoch = struct.unpack_from("<I", first.frame, 2)[0]
    letter = wire.pack_header(wire.MAIL, 0, epoch, counter) + bytes((item.key,)) + item.value
    head = struct.pack(wire.MAIL_PUT_HEAD, node.mac, item.key, DAY)
    assert await host.request(wire.MAIL_PUT, head + letter) == b"\0"
    return len(reports(host))


def gaps(frames: list[Forwarded]) -> list[int]:
    """Return the seconds between reports, on the node's clock."""
    clocks = [
        struct.unpack_from(wire.REPORT_HEAD, each.frame, wire.HEADER_SIZE)[0] for each in frames
    ]
    return [after - before for before, after in pairwise(clocks)]


async def test_node_that_has_just_started_gives_signs(host: Host) -> None:
    """Mail that waits for it need not wait for its next look."""
    frames = await host.frames(2 + FIRST)
    assert all(gap <= INTERVAL // 2 for gap in gaps(frames[: 1 + FIRST]))
    assert gaps(frames)[-1] >= INTERVAL // 2


async def test_node_gives_a_sign_every_other_second(host: Host, node: Node) -> None:
    before = await send(host, node, items.placement(600))
    signs = (await host.frames(before + 1 + SIGNS))[before + 1 :]
    # An awake program does not run faster than the machine: a wake takes some of these seconds.
    assert all(2 <= gap <= INTERVAL // 2 for gap in gaps(signs))


async def test_each_answer_lights_the_led(host: Host, node: Node, lamp: Lamp) -> None:
    before = await send(host, node, items.placement(600))
    await host.frames(before + 1 + SIGNS)
    await until(lambda: lamp.lit >= SIGNS)


async def test_without_an_answer_the_led_stays_dark(
    home: Home, host: Host, node: Node, lamp: Lamp
) -> None:
    await host.frames(await send(host, node, items.placement(600)) + 2)

    def lose(frame: Frame) -> bool:
        return frame.message[0] & 0x0F == wire.ACK

    home.ether.taps.append(lose)
    wakes = node.wakes
    await until(lambda: node.wakes > wakes + 1)
    lit, wakes = lamp.lit, node.wakes
    await until(lambda: node.wakes > wakes + 2)
    assert lamp.lit == lit


async def test_signs_push_no_reading_out(host: Host, node: Node) -> None:
    """While nothing is confirmed the newest reading goes out again."""
    before = await send(host, node, items.placement(600))
    signs = (await host.frames(before + 1 + SIGNS))[before + 1 :]
    assert all(objects for sign in signs for _, _, objects in samples(sign))
    _, oldest = struct.unpack_from(wire.REPORT_HEAD, signs[-1].frame, wire.HEADER_SIZE)
    assert oldest == 0


async def test_sign_of_a_node_that_keeps_nothing_is_empty(host: Host, node: Node) -> None:
    before = await send(host, node, items.placement(600))
    report = (await host.frames(before + 2))[-1]
    epoch = struct.unpack_from("<I", report.frame, 2)[0]
    await host.confirm_node(node.mac, epoch, samples(report)[0][0])
    signs = (await host.frames(before + 2 + SIGNS))[-1:]
    [(_, _, objects)] = samples(signs[0])
    assert objects == b""


async def test_looks_go_on_meanwhile(host: Host, node: Node) -> None:
    before = await send(host, node, items.placement(600))
    await host.frames(before + 1 + INTERVAL // 2)
    found = [each for report in reports(host)[before + 1 :] for each in samples(report)]
    assert any(objects for _, _, objects in found)


async def test_placement_mode_ends_by_itself(host: Host, node: Node) -> None:
    before = await send(host, node, items.placement(4))
    frames = (await host.frames(before + 4))[before:]
    assert gaps(frames)[-1] >= INTERVAL // 2


async def test_placement_mode_can_be_ended(host: Host, node: Node) -> None:
    await host.frames(await send(host, node, items.placement(600)) + 2)
    before = await send(host, node, items.placement(0), 2)
    frames = (await host.frames(before + 2))[before:]
    assert gaps(frames)[-1] >= INTERVAL // 2
