"""A fault: what is done to a home, and what the home promises nevertheless."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from campaign.stage import Scene, Stage
from campaign.verdict import Promise, Row, judge, nothing_lost
from simulator.plan import Plan

type Play = Callable[[Stage, float], Awaitable[None]]
PATIENCE_SECONDS = 40.0
EVERY_SECOND = Scene(Plan(nodes=3, interval=1, heartbeat=1, sealed=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault; seconds are real ones, without the time to start and to drain."""

    name: str
    says: str
    play: Play
    scene: Scene = EVERY_SECOND
    promise: Promise = nothing_lost
    short: float = 5.0
    long: float = 60.0
    neighbour: Scene | None = None
    alone: bool = False  # busies the machine

    def sized(self, nodes: int | None) -> Fault:
        """Return the fault with another number of nodes."""
        if nodes is None:
            return self
        scene = replace(self.scene, plan=replace(self.scene.plan, nodes=nodes))
        return replace(self, scene=scene)


async def run(fault: Fault, seconds: float) -> list[Row]:
    """Play a fault, let the home drain, and judge; a neighbour has a row of its own."""
    async with Stage(fault.scene) as stage:
        if fault.neighbour is None:
            return [await play(fault, seconds, stage)]
        async with Stage(fault.neighbour, stage.home.ether) as stage.neighbour:
            row = await play(fault, seconds, stage)
            return [row, await close(fault, f"{fault.name}: next door", seconds, stage.neighbour)]


async def play(fault: Fault, seconds: float, stage: Stage) -> Row:
    """Play a fault and judge its own home."""
    await fault.play(stage, seconds)
    return await close(fault, fault.name, seconds, stage)


async def close(fault: Fault, name: str, seconds: float, stage: Stage) -> Row:
    """Drain a home and judge it."""
    until = await stage.drain(PATIENCE_SECONDS)
    row = judge(name, seconds, stage, until)
    crashes = stage.home.crashes
    for launcher in stage.home.launchers:
        launcher.crashes.clear()
    return replace(row, broken=[*fault.promise(row), *stage.broken, *crashes])
