"""A panel that fails, loses its power or is let go."""

import asyncio
from datetime import timedelta

from custom_components.domotik.display.errors import PanelError, Reason
from custom_components.domotik.display.pace import Memory
from custom_components.domotik.display.worker import Result
from tests.display.world import MINUTE, QUARTER, START, World, worker_of


async def test_failure_is_told(world: World) -> None:
    world.fault = PanelError(Reason.STUCK)
    outcome = await worker_of(world).ask()
    assert (outcome.result, outcome.reason) == (Result.FAILED, Reason.STUCK)


async def test_failure_is_tried_again_soon_and_then_at_the_interval(world: World) -> None:
    world.fault = PanelError(Reason.STUCK)
    worker_of(world).look()
    await world.until(START + timedelta(hours=1))
    minutes = [(each - START) // MINUTE for each in world.shown]
    assert minutes == [0, 3, 6, 21, 36, 51]


async def test_three_failures_are_too_many(world: World) -> None:
    world.fault = PanelError(Reason.STUCK)
    worker = worker_of(world)
    worker.look()
    seen = []
    for minute in (0, 3, 6):
        await world.until(START + minute * MINUTE)
        seen.append(worker.given_up)
    assert seen == [False, False, True]


async def test_success_forgives_all_failures(world: World) -> None:
    world.fault = PanelError(Reason.STUCK)
    worker = worker_of(world)
    worker.look()
    await world.until(START + 6 * MINUTE)
    world.fault = None
    await world.until(START + 21 * MINUTE)
    assert (worker.given_up, worker.fault, worker.memory.failures) == (False, None, 0)


async def test_power_cut_during_a_refresh_is_remembered(world: World) -> None:
    memory = Memory(tried=START - QUARTER, shown=START - QUARTER, digest="z")
    world.gate.clear()
    refresh = asyncio.create_task(worker_of(world, memory=memory).ask())
    await world.settle()
    assert (memory.tried, memory.digest, world.kept) == (START, None, 1)
    world.gate.set()
    await refresh


async def test_stopped_worker_plans_nothing(world: World) -> None:
    worker = worker_of(world)
    await worker.ask()
    await worker.stop(0, lambda: None)
    worker.look()
    assert world.next() is None


async def test_stop_waits_for_what_runs(world: World) -> None:
    worker = worker_of(world)
    world.gate.clear()
    refresh = asyncio.create_task(worker.ask())
    await world.settle()
    stop = asyncio.create_task(worker.stop(60, lambda: None))
    await world.settle()
    assert not stop.done()
    world.gate.set()
    await stop
    assert (await refresh).result is Result.SHOWN


async def test_stop_lets_go_of_what_takes_too_long(world: World) -> None:
    worker = worker_of(world)
    world.gate.clear()
    world.fault = PanelError(Reason.LET_GO)
    refresh = asyncio.create_task(worker.ask())
    await world.settle()
    await worker.stop(0, world.gate.set)
    assert (await refresh).reason is Reason.LET_GO
    assert world.next() is None
