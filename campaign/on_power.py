"""Faults of boards, their power and the cable."""

import asyncio
import random
import time

from campaign.on_air import weather
from campaign.stage import Place, Stage

RESETS = 4
PULLS = 20


async def broker_resets(stage: Place, seconds: float) -> None:
    """Let the broker's watchdog bite at random moments."""
    luck = random.Random(2)
    for _ in range(RESETS):
        await asyncio.sleep(luck.uniform(0.2, 1.8) * seconds / RESETS)
        stage.home.broker.board.bite()


async def broker_power_cuts(stage: Place, seconds: float) -> None:
    """Take the broker's power away at random moments, and leave the port in place."""
    luck = random.Random(3)
    for _ in range(RESETS):
        await asyncio.sleep(luck.uniform(0.2, 1.4) * seconds / RESETS)
        stage.home.broker.launcher.power_off()
        await asyncio.sleep(luck.uniform(0.1, 0.4) * seconds / RESETS)
        stage.home.broker.launcher.power_on()


async def cable_pulled(stage: Place, seconds: float) -> None:
    """Pull the cable and put it back twenty times."""
    luck = random.Random(4)
    for _ in range(PULLS):
        stage.home.broker.unplug()
        await asyncio.sleep(luck.uniform(0.05, 0.6) * seconds / PULLS)
        stage.home.broker.plug()
        await asyncio.sleep(luck.uniform(0.2, 1.15) * seconds / PULLS)


async def bit_errors(stage: Place, seconds: float) -> None:
    """Let the serial line flip bits, both ways."""
    stage.home.broker.console.bit_errors = 1e-4
    await asyncio.sleep(seconds)


async def brown_outs(stage: Stage, seconds: float) -> None:
    """Let nodes' supplies sag while much is lost, so that memories hold what never arrived."""
    luck = random.Random(5)
    end = time.monotonic() + seconds
    with weather(stage, loss=0.6):
        while time.monotonic() < end:
            await asyncio.sleep(luck.uniform(0.4, 1.6))
            node = luck.choice(stage.home.nodes)
            stage.at_risk |= stage.truth.kept(node)
            node.board.brown_out()
