"""What the broker keeps until the host has it."""

import asyncio

import pytest

from custom_components.domotik.protocol import wire
from simulator.home import Home
from tests.firmware.air import NODE, Air, status
from tests.firmware.host import Host

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_frames_are_kept_until_confirmed(host: Host, air: Air) -> None:
    """A host that greets anew gets again what it has not confirmed."""
    for counter in range(3):
        air.send(NODE, counter)
        await air.answer(counter + 1)
    await host.frames(3)
    await host.confirm(1)
    host.forwarded.clear()
    await host.hello()
    assert [report.number for report in await host.frames(2)] == [2, 3]


async def test_a_host_can_ask_for_what_it_missed(host: Host, air: Air) -> None:
    """A confirm with the resend flag rewinds to what follows it."""
    for counter in range(3):
        air.send(NODE, counter)
        await air.answer(counter + 1)
    await host.frames(3)
    host.forwarded.clear()
    await host.confirm(1, wire.CONFIRM_RESEND)
    assert [report.number for report in await host.frames(2)] == [2, 3]


async def test_a_confirm_for_the_boot_before_forgets_nothing(
    home: Home, host: Host, air: Air
) -> None:
    await host.own(NODE)
    host.greetings.clear()
    home.broker.board.bite()
    while not host.greetings:
        await asyncio.sleep(0.01)
    air.send(NODE, 1)
    await air.answer()
    refused = await host.confirm(1)
    await host.hello()
    assert (refused, len(await host.frames(1))) == (bytes([wire.RESULT_BAD_PAYLOAD]), 1)


async def test_a_full_ring_answers_full_and_loses_nothing(host: Host, air: Air) -> None:
    """128 frames wait for the host; the next is refused until there is room."""
    for counter in range(128):
        air.send(NODE, counter)
        await air.answer(counter + 1)
    air.send(NODE, 128)
    assert status(await air.answer(129)) == wire.FULL
    await host.frames(128)
    await host.confirm(128)
    air.send(NODE, 128)
    assert status(await air.answer(130)) == wire.KEPT
    assert (await host.frames(129))[-1].number == 129


async def test_without_a_host_it_serves_nodes_and_stays_silent(home: Home, air: Air) -> None:
    """The program never waits for a reader; what came is told to the next host."""
    async with Host(home.broker.port) as first:
        await first.own(NODE)
    home.broker.board.press_reset()
    await asyncio.sleep(0.5)
    air.send(NODE, 7)
    assert status(await air.answer()) == wire.KEPT
    async with Host(home.broker.port) as second:
        assert [report.number for report in await second.frames(1)] == [1]
