"""Faults of the host, and of a neighbour's."""

import asyncio
import random
import time

from campaign import on_air, on_power
from campaign.killable import KillableHost
from campaign.stage import Stage

PLUGGED_SECONDS = 2.0
UNPLUGGED_SECONDS = 3.5  # longer than the host may take to save


async def kills(stage: Stage, seconds: float, longest: float = 2.5) -> None:
    """Kill the host at random moments and start it again, while nodes report."""
    luck = random.Random(6)
    host = stage.host
    assert isinstance(host, KillableHost)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await asyncio.sleep(luck.uniform(0.2, longest))
        await host.kill()
        await asyncio.sleep(luck.uniform(0.0, 0.5))
        await host.start(stage.keys)


async def kill_unplugged(stage: Stage, seconds: float) -> None:
    """Kill the host when the cable has been out for some seconds, time after time."""
    host = stage.host
    assert isinstance(host, KillableHost)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        # Long enough that the nodes' memories are confirmed now and then.
        await asyncio.sleep(PLUGGED_SECONDS)
        count = len(stage.arrivals.all)
        while len(stage.arrivals.all) == count:
            await asyncio.sleep(0.01)
        stage.home.broker.unplug()
        await asyncio.sleep(UNPLUGGED_SECONDS)
        await host.kill()
        stage.home.broker.plug()
        await host.start(stage.keys)


async def host_off(stage: Stage, seconds: float) -> None:
    """Stop the host as a user does, and start it again."""
    await asyncio.sleep(1)
    await stage.host_off()
    await asyncio.sleep(seconds)
    await stage.host_on()


async def everything(stage: Stage, seconds: float) -> None:
    """Let it rain."""
    with on_air.weather(stage, loss=0.15, duplicate=0.1, reorder=0.1, reorder_delay=1.3):
        await asyncio.gather(
            on_power.bit_errors(stage, seconds),
            on_power.broker_resets(stage, seconds),
            kills(stage, seconds, 8.0),
        )


async def neighbour_without_host(stage: Stage, seconds: float) -> None:
    """Stop the neighbour's host for a while, and let both homes' nodes report."""
    assert stage.neighbour
    await asyncio.sleep(1)
    await stage.neighbour.host_off()
    await asyncio.sleep(seconds)
    await stage.neighbour.host_on()
