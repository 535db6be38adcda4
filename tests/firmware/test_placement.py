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
from .readings import objects, samples

pytestmark = pytest.mark.usefixtures("socket_enabled")

LED = 2
INTERVAL = 60
SIGNS = 4
FIRST = 2
# An awake program does not run faster than the machine: a wake takes some of these seconds.
SHORT = INTERVAL / 2
PATIENCE = 20
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


async def begun(host: Host, node: Node) -> int:
    """Begin placement mode; return the reports before the first sign."""
    before = await send(host, node, items.placement(600))
    await host.frames(before + 2)
    return len(reports(host))


async def next_wake(home: Home, node: Node) -> float:
    """Return when the node wakes next."""
    wakes = node.wakes
    await until(lambda: node.wakes > wakes, PATIENCE)
    return home.clock.now()


async def pauses(home: Home, node: Node, count: int) -> list[float]:
    """Return the seconds from wake to wake, for the next few."""
    times = [await next_wake(home, node) for _ in range(count + 1)]
    return [after - before for before, after in pairwise(times)]


async def test_node_that_has_just_started_gives_signs(home: Home, host: Host, node: Node) -> None:
    """Mail that waits for it need not wait for its next look."""
    await host.frames(1)
    assert [pause < SHORT for pause in await pauses(home, node, FIRST)] == [True, False]


async def test_node_gives_a_sign_every_other_second(home: Home, host: Host, node: Node) -> None:
    await begun(host, node)
    assert max(await pauses(home, node, SIGNS)) < SHORT


async def test_each_answer_lights_the_led(host: Host, node: Node, lamp: Lamp) -> None:
    await begun(host, node)
    await until(lambda: lamp.lit >= SIGNS, PATIENCE)


async def test_without_an_answer_the_led_stays_dark(
    home: Home, host: Host, node: Node, lamp: Lamp
) -> None:
    await begun(host, node)

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
    before = await begun(host, node)
    signs = (await host.frames(before + SIGNS))[before:]
    assert all(packed for sign in signs for _, _, packed in samples(sign))
    _, oldest = struct.unpack_from(wire.REPORT_HEAD, signs[-1].frame, wire.HEADER_SIZE)
    assert oldest == 0


async def test_sign_of_a_node_that_keeps_nothing_is_empty(host: Host, node: Node) -> None:
    report = (await host.frames(await begun(host, node)))[-1]
    epoch = struct.unpack_from("<I", report.frame, 2)[0]
    while samples(report)[0][2] != b"":
        await host.confirm_node(node.mac, epoch, samples(report)[0][0])
        report = (await host.frames(len(host.forwarded) + 1))[-1]


async def test_looks_go_on_meanwhile(host: Host, node: Node) -> None:
    before = await begun(host, node)
    newest = samples(reports(host)[-1])[0][0]
    measured = {wire.TEMPERATURE, wire.HUMIDITY}
    await until(
        lambda: any(
            measured <= objects(packed).keys() and number > newest
            for report in reports(host)[before:]
            for number, _, packed in samples(report)
        ),
        PATIENCE,
    )


async def test_placement_mode_ends_by_itself(home: Home, host: Host, node: Node) -> None:
    await send(host, node, items.placement(4))
    ended = [pause < SHORT for pause in await pauses(home, node, 4)]
    assert ended[-2:] in ([True, False], [False, True], [False, False])
    assert True in ended


async def test_placement_mode_can_be_ended(home: Home, host: Host, node: Node) -> None:
    await begun(host, node)
    await send(host, node, items.placement(0), 2)
    ended = [pause < SHORT for pause in await pauses(home, node, 4)]
    assert False in ended
