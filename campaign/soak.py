"""A long time with faults of every kind, one after the other, as luck has it."""

import asyncio
import random
import time
from pathlib import Path
from typing import Final

from campaign import on_air, on_power
from campaign.fault import Fault, Play
from campaign.host import Host
from campaign.on_air import Anywhere
from campaign.stage import Place, Scene, Stage
from campaign.verdict import Row, nothing_lost
from simulator.plan import Plan

SECONDS_A_DAY: Final = 86_400
SHORTEST, LONGEST = 4.0, 12.0  # real seconds of one fault
# An hour in 2.5 s: a wake takes time that is not scaled, so that nodes look twice an hour.
PLAN: Final = Plan(nodes=3, interval=1800, heartbeat=1800, scale=1440, sealed=True)


async def away(stage: Stage, seconds: float) -> None:
    """Stop the host and start it again on what it saved."""
    await stage.host_off()
    await asyncio.sleep(seconds / 2)
    await stage.host_on()
    await asyncio.sleep(seconds / 2)


async def noise(stage: Place, seconds: float) -> None:
    """Let the serial line flip bits for a while."""
    await on_power.bit_errors(stage, seconds)
    stage.home.broker.console.bit_errors = 0.0


ANYWHERE: Final[dict[str, Anywhere]] = {
    "quiet": on_air.nothing,
    "loss": on_air.conditions(loss=0.3),
    "duplicates": on_air.conditions(duplicate=0.1),
    "reordering": on_air.conditions(reorder=0.3, reorder_delay=1.3),
    "lost ACKs": on_air.lost_acks,
    "resets": on_power.broker_resets,
    "power cuts": on_power.broker_power_cuts,
    "cable": on_power.cable_pulled,
    "bit errors": noise,
}
KINDS: Final[dict[str, Play]] = {**ANYWHERE, "host off": away}


async def play(stage: Stage, seconds: float) -> None:
    """Let one fault follow the other, and note what memory was used at both ends."""
    luck = random.Random(7)
    count = 0
    end = time.monotonic() + seconds
    began = stage.home.clock.now()
    await asyncio.sleep(LONGEST)
    before = memory(stage)
    while time.monotonic() < end:
        name = luck.choice(list(KINDS))
        await KINDS[name](stage, luck.uniform(SHORTEST, LONGEST))
        count += 1
    # Until the broker has told its figures again.
    await asyncio.sleep(LONGEST)
    days = (stage.home.clock.now() - began) / SECONDS_A_DAY
    stage.notes.append(f"{days:.2f} simulated days, {count} faults")
    stage.notes.append(f"memory before: {before}; after: {memory(stage)}")


def memory(stage: Stage) -> str:
    """Return what this process and the broker have in use."""
    fields = Path("/proc/self/status").read_text().split("VmRSS:")[1].split()
    assert isinstance(stage.host, Host)
    stats = stage.host.session.broker.stats
    free = stats.free_heap if stats else "?"
    return f"{int(fields[0]) / 1024:.1f} MB resident, {free} bytes free in the broker"


def account(row: Row) -> list[str]:
    """Hold a row against the promise, without dates: the broker's holding time is not scaled."""
    return [each for each in nothing_lost(row) if not each.endswith("out of time")]


FAULT: Final = Fault(
    name="soak",
    says="faults of every kind, one after the other",
    play=play,
    promise=account,
    scene=Scene(PLAN),
    alone=True,
)
