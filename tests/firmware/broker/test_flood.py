"""The broker among frames that are nobody's, or somebody's in another's name."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from custom_components.domotik.protocol import wire
from simulator.home import Home
from tests.firmware.air import NODE, STRANGER, Air, counted, stats
from tests.firmware.host import Host

pytestmark = [pytest.mark.quiet, pytest.mark.usefixtures("socket_enabled")]

SLEEPERS = [bytes.fromhex(f"24dcc3a1b3{number:02x}") for number in range(12)]
LISTENS = 0.25  # seconds: 0.15 that a node does, and the rest for a busy machine


@pytest.fixture
async def host(home: Home) -> AsyncIterator[Host]:
    """Open a host that owns two nodes."""
    async with Host(home.broker.port) as opened:
        await opened.own(NODE, STRANGER)
        yield opened


@contextmanager
def flood(air: Air) -> Iterator[None]:
    """Send frames of made-up MACs all the time, more than can be served."""

    async def send() -> None:
        for number in range(1_000_000):
            air.send(b"\x06" + number.to_bytes(5), 1)
            if number % 4 == 0:
                await asyncio.sleep(0.001)

    task = asyncio.create_task(send())
    try:
        yield
    finally:
        task.cancel()


async def test_strangers_are_seldom_answered(host: Host, air: Air) -> None:
    """Answers that nobody takes would fill the air."""
    for number in range(100):
        air.send(b"\x06" + number.to_bytes(5), 1)
    await counted(host, "foreign", 100)
    assert 1 <= len(air.answers) < 12


async def test_made_up_macs_keep_nobody_from_being_answered(host: Host, air: Air) -> None:
    """A node waits 30 ms for its ACK, three times."""
    loop = asyncio.get_running_loop()
    with flood(air):
        await asyncio.sleep(0.3)
        sent = loop.time()
        air.send(NODE, 1)
        await air.answer_to(NODE)
    assert loop.time() - sent < LISTENS


async def test_host_is_answered_in_a_flood(host: Host, air: Air) -> None:
    """However many frames come, the broker listens to the line in between."""
    with flood(air):
        await asyncio.sleep(0.3)
        replies = [await host.request(wire.PING, seconds=1.0) for _ in range(3)]
    assert [reply[0] for reply in replies] == [wire.RESULT_OK] * 3


async def test_memory_is_bounded_in_a_flood(host: Host, air: Air) -> None:
    """The driver's table of senders is emptied although there is never a rest."""
    with flood(air):
        await counted(host, "foreign", 400)
        figures = stats(await host.request(wire.STATS))
    assert figures["strangers"] <= 25


async def asked(air: Air, mac: bytes, counter: int) -> float:
    """Let a node ask until it is answered; return the seconds that it took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    wanted = wire.pack_header(wire.ACK, 0, 1, counter)
    while not any(answer.startswith(wanted) for answer in air.answers_to(mac)):
        air.send(mac, counter)
        await asyncio.sleep(0.03)
    return loop.time() - began


async def test_frames_in_the_names_of_many_sleepers_delay_no_other(host: Host, air: Air) -> None:
    """Few answers are under way at a time, however many sleep."""
    await host.own(NODE, *SLEEPERS)
    for counter in range(4):
        for sleeper in SLEEPERS:
            air.send(sleeper, counter)
        await asyncio.sleep(0.005)
    assert await asked(air, NODE, 1) < LISTENS


async def test_node_is_answered_however_much_was_sent_in_its_name(host: Host, air: Air) -> None:
    """Somebody who speaks for it while it sleeps can't lock it out when it wakes."""
    air.sleep(NODE)
    for counter in range(40):
        air.send(NODE, counter)
        await asyncio.sleep(0.03)
    air.wake(NODE)
    assert await asked(air, NODE, 40) < LISTENS


async def test_frames_in_a_sleeping_nodes_name_delay_no_other(host: Host, air: Air) -> None:
    """Another node is answered in time."""
    air.sleep(NODE)
    for counter in range(40):
        air.send(NODE, counter)
        await asyncio.sleep(0.005)
    loop = asyncio.get_running_loop()
    sent = loop.time()
    air.send(STRANGER, 1)
    await air.answer_to(STRANGER)
    assert loop.time() - sent < LISTENS


async def test_forged_frame_does_not_pass_for_the_nodes_next(host: Host, air: Air) -> None:
    """Somebody who guesses epoch and counter can't make the broker drop the real frame."""
    head = wire.pack_header(wire.REPORT, wire.SEALED, 1, 8)
    air.send_raw(NODE, head + bytes(20))
    air.send_raw(NODE, head + bytes(range(20)))
    frames = await host.frames(2)
    assert [frame.frame for frame in frames] == [head + bytes(20), head + bytes(range(20))]
