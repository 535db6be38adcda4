"""What an attacker without a key can still do: delay readings, and empty batteries.

`python -m benchmarks.siege`. Three sealed nodes report every second over a line of 115200 baud.
Lies are answers to all that a node sends, faster than the broker's; floods are frames in the names
of the nodes, whose share that is short and long is that of the campaign.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from campaign.attacker import Attacker
from campaign.on_air import tapped
from campaign.stage import Scene, Stage
from simulator.plan import Plan

SCENE: Final = Scene(Plan(nodes=3, interval=1, heartbeat=1, sealed=True, reset_on_open=False))
SECONDS: Final = 30.0
SETTLE_SECONDS: Final = 4.0
FLOODS: Final = (20, 40, 80, 160)


@asynccontextmanager
async def flooded(attacker: Attacker, rate: float) -> AsyncIterator[None]:
    """Let frames in the nodes' names come for a while."""
    task = asyncio.create_task(attacker.flood(round(2 * rate * SECONDS), rate))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def measure(name: str, *, lies: bool = False, rate: float = 0) -> None:
    """Play one attack and print what it cost."""
    async with Stage(SCENE) as stage, AsyncExitStack() as stack:
        attacker = Attacker(stage.home, share=1.0)
        await asyncio.sleep(SETTLE_SECONDS)
        if lies:
            stack.enter_context(tapped(stage, attacker.answer_nodes))
        if rate:
            await stack.enter_async_context(flooded(attacker, rate))
        before = set(stage.truth.taken)
        spent, wakes = charge(stage), woken(stage)
        await asyncio.sleep(SECONDS)
        taken = stage.truth.taken.keys() - before
        came = len(taken & stage.arrivals.first().keys()) / len(taken)
        cost = (charge(stage) - spent) / (woken(stage) - wakes)
        median = stage.air.waits().median
        kept = max(len(stage.truth.kept(node)) for node in stage.home.nodes)
        print(
            f"{name:<24}{100 * came:4.0f} % of readings came meanwhile, at most {kept:2} waited; "
            f"{cost:5.1f} mC a wake; ACK after {median:.1f} ms",
            flush=True,
        )


def charge(stage: Stage) -> float:
    """Return the charge that all nodes have taken, in mC."""
    return sum(node.board.meter.spent_mc for node in stage.home.nodes)


def woken(stage: Stage) -> int:
    """Return how often all nodes have woken."""
    return sum(node.wakes for node in stage.home.nodes)


async def main() -> None:
    """Play everything."""
    await measure("nobody attacks")
    await measure("lies", lies=True)
    for rate in FLOODS:
        await measure(f"flood, {rate} a second", rate=rate)


if __name__ == "__main__":
    asyncio.run(main())
