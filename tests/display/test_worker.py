"""When a panel is refreshed: a worker in a world whose clock the test moves."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from custom_components.domotik.display.pace import Memory, Pace, Quiet
from custom_components.domotik.display.worker import Outcome, Result
from tests.display.world import FLOOR, MINUTE, QUARTER, START, World, worker_of

NIGHT = Quiet(time(22), time(7))


async def test_first_look_shows(world: World) -> None:
    worker = worker_of(world)
    worker.look()
    await world.until(START)
    assert world.shown == [START]
    assert worker.image is world.pictures[0]


async def test_changes_are_shown_at_the_interval(world: World) -> None:
    worker_of(world).look()
    await world.until(START)
    world.content = "b"
    await world.until(START + QUARTER)
    assert world.shown == [START, START + QUARTER]


async def test_same_picture_is_skipped(world: World) -> None:
    worker_of(world).look()
    await world.until(START + 4 * QUARTER)
    assert world.shown == [START]


async def test_same_picture_is_refreshed_once_a_day(world: World) -> None:
    worker_of(world).look()
    await world.until(START + timedelta(days=3))
    gaps = [after - before for before, after in zip(world.shown, world.shown[1:], strict=False)]
    assert gaps == [timedelta(hours=23, minutes=45)] * 3


async def test_quiet_hours_do_not_break_the_day(world: World) -> None:
    worker_of(world, NIGHT).look()
    await world.until(START + timedelta(days=4))
    gaps = [after - before for before, after in zip(world.shown, world.shown[1:], strict=False)]
    assert len(gaps) >= 4
    assert max(gaps) <= timedelta(hours=24)


async def test_nothing_is_refreshed_in_quiet_hours(world: World) -> None:
    worker_of(world, NIGHT).look()
    moment = START
    while moment < START + timedelta(days=1):
        moment += QUARTER
        world.content = str(moment)
        await world.until(moment)
    assert not [each for each in world.shown if each.hour >= 22 or each.hour < 7]


async def test_wish_in_quiet_hours_is_granted(world: World) -> None:
    world.time = START.replace(hour=23)
    assert (await worker_of(world, NIGHT).ask()).result is Result.SHOWN


@pytest.mark.parametrize(
    ("quiet", "clock", "end"),
    [
        (NIGHT, time(23), datetime(2026, 11, 22, 7, tzinfo=UTC)),
        (NIGHT, time(6, 59), datetime(2026, 11, 21, 7, tzinfo=UTC)),
        (NIGHT, time(7), datetime(2026, 11, 21, 7, tzinfo=UTC)),
        (Quiet(time(13), time(15)), time(14), datetime(2026, 11, 21, 15, tzinfo=UTC)),
        (Quiet(time(13), time(15)), time(12), datetime(2026, 11, 21, 12, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end(quiet: Quiet, clock: time, end: datetime) -> None:
    assert quiet.over(datetime.combine(START.date(), clock, UTC)) == end


def test_quiet_hours_are_local_on_days_with_another_length() -> None:
    stockholm = Quiet(time(22), time(7), ZoneInfo("Europe/Stockholm"))
    before_the_change = datetime(2026, 10, 24, 21, tzinfo=UTC)
    assert stockholm.over(before_the_change) == datetime(2026, 10, 25, 6, tzinfo=UTC)


async def test_wish_is_granted_at_once(world: World) -> None:
    assert await worker_of(world).ask() == Outcome(Result.SHOWN, START)


async def test_wish_for_what_is_shown_is_skipped(world: World) -> None:
    worker = worker_of(world)
    await worker.ask()
    world.time += QUARTER
    assert await worker.ask() == Outcome(Result.SKIPPED, START)


async def test_wish_too_soon_is_queued(world: World) -> None:
    worker = worker_of(world)
    await worker.ask()
    world.time += MINUTE
    assert await worker.ask() == Outcome(Result.QUEUED, START + FLOOR)


async def test_many_wishes_become_one_refresh_with_the_latest_content(world: World) -> None:
    worker = worker_of(world)
    await worker.ask()
    for second in range(10):
        world.content = str(second)
        world.time += timedelta(seconds=1)
        await worker.ask()
    await world.until(START + FLOOR)
    assert world.shown == [START, START + FLOOR]
    assert worker.memory.digest == "9"


async def test_wish_during_a_refresh_is_queued(world: World) -> None:
    worker = worker_of(world)
    world.gate.clear()
    first = asyncio.create_task(worker.ask())
    await world.settle()
    assert await worker.ask() == Outcome(Result.QUEUED, START + FLOOR)
    world.gate.set()
    assert (await first).result is Result.SHOWN


async def test_floor_holds_for_every_way_of_asking(world: World) -> None:
    worker = worker_of(world)
    for second in range(1200):
        world.content = str(second)
        await world.until(START + timedelta(seconds=second))
        worker.look()
        await worker.ask()
    gaps = [after - before for before, after in zip(world.shown, world.shown[1:], strict=False)]
    assert min(gaps) == FLOOR


async def test_floor_holds_over_a_restart(world: World) -> None:
    await worker_of(world, memory=(memory := Memory())).ask()
    world.content = "b"
    assert (await worker_of(world, memory=memory).ask()).time == START + FLOOR


async def test_restart_does_not_flash_what_is_shown(world: World) -> None:
    memory = Memory(tried=START - QUARTER, shown=START - QUARTER, digest="a")
    worker = worker_of(world, memory=memory)
    worker.look()
    await world.until(START)
    assert world.shown == []
    assert worker.image is not None
    assert world.drawn_as_of == [None, START - QUARTER]


async def test_alert_comes_before_the_interval_is_over(world: World) -> None:
    worker = worker_of(world)
    await worker.ask()
    world.content = "alert"
    await world.until(START + 5 * MINUTE)
    worker.look()
    await world.until(START + 5 * MINUTE)
    assert world.shown == [START, START + 5 * MINUTE]


async def test_clock_that_is_set_back_does_not_stop_the_panel(world: World) -> None:
    memory = Memory(tried=START + timedelta(days=400), shown=START, digest="z")
    assert (await worker_of(world, memory=memory).ask()).time == START + FLOOR


async def test_pattern_is_shown_and_then_the_summary_again(world: World) -> None:
    worker = worker_of(world)
    pattern = Image.new("P", (2, 2))
    await worker.ask(pattern)
    await world.until(START + QUARTER)
    assert world.pictures[0] is pattern
    assert world.shown == [START, START + QUARTER]


async def test_another_pace_is_kept_at_once(world: World) -> None:
    worker = worker_of(world)
    await worker.ask()
    world.content = "b"
    worker.follow(Pace(5 * MINUTE))
    await world.until(START + 5 * MINUTE)
    assert world.shown == [START, START + FLOOR]


async def test_pattern_of_another_panel_is_forgotten(world: World) -> None:
    worker = worker_of(world)
    await worker.ask()
    pattern = Image.new("P", (2, 2))
    await worker.ask(pattern)
    world.content = "b"
    worker.follow(Pace(QUARTER))
    await world.until(START + FLOOR)
    assert len(world.pictures) == 2
    assert pattern not in world.pictures
