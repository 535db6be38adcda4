"""Faults that somebody with a radio and without a key brings about."""

import asyncio
from contextlib import suppress

from campaign.attacker import Attacker
from campaign.on_air import tapped
from campaign.siege import Siege
from campaign.stage import Stage

RATE = 500.0  # frames in a second; an ESP32 can send little more
REPLAY_RATE = 40.0


async def attack(stage: Stage, seconds: float) -> None:
    """Flood the broker and lie to the nodes; restart the host, and repeat all that was heard."""
    attacker = Attacker(stage.home)
    await asyncio.sleep(2)
    siege = Siege(stage)
    watch = asyncio.create_task(siege.watch())
    with tapped(stage, attacker.answer_nodes):
        await attacker.flood(round(RATE * seconds / 2), RATE)
        watch.cancel()
        await stage.host_off()
        await stage.host_on()
        watch = asyncio.create_task(siege.watch())
        await attacker.replay(REPLAY_RATE)
        await attacker.flood(round(RATE * seconds / 2), RATE)
    watch.cancel()
    with suppress(asyncio.CancelledError):
        await watch
    kinds = ", ".join(f"{count} {name}" for name, count in sorted(attacker.sent.items()))
    stage.notes += [f"{attacker.sent.total()} forged frames: {kinds}", siege.says()]
    stage.broken += siege.broken()


async def lulled(stage: Stage, seconds: float) -> None:
    """Let nothing reach the broker, and forge an ACK for all of it."""
    attacker = Attacker(stage.home)
    await asyncio.sleep(4)
    with tapped(stage, attacker.lull_nodes):
        await asyncio.sleep(seconds)
