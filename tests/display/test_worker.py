"""When a panel is refreshed: a worker in a world whose clock the test moves."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from custom_components.domotik.display.errors import PanelError, Reason
from custom_components.domotik.display.layout import Drawing
from custom_components.domotik.display.pace import Memory, Pace, Quiet
from custom_components.domotik.display.worker import Outcome, Result, Worker

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUARTER = 15 * MINUTE
FLOOR = 3 * MINUTE
NIGHT = Quiet(time(22), time(7))


class World:
    """What surrounds a worker: a clock, timers, something to draw, and a panel."""

    def __init__(self) -> None:
        self.time = START
        self.content = "a"
        self.shown: list[datetime] = []
        self.pictures: list[Image.Image] = []
        self.drawn_as_of: list[datetime | None] = []
        self.fault: PanelError | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.kept = 0
        self._timers: list[tuple[datetime, Callable[[], None]]] = []

    def now(self) -> datetime:
        return self.time

    def call_at(self, moment: datetime, call: Callable[[], None]) -> Callable[[], None]:
        timer = (moment, call)
        self._timers.append(timer)
        return lambda: self._timers.remove(timer)

    async def draw(self, clock: datetime | None) -> Drawing:
        self.drawn_as_of.append(clock)
        return Drawing(Image.new("P", (1, 1)), self.content, ())

    async def show(self, image: Image.Image) -> None:
        self.shown.append(self.time)
        self.pictures.append(image)
        await self.gate.wait()
        if self.fault:
            raise self.fault

    def changed(self) -> None:
        self.kept += 1

    def next(self) -> datetime | None:
        return min((moment for moment, _ in self._timers), default=None)

    async def until(self, moment: datetime) -> None:
        """Let time pass; whatever is due happens when it is."""
        while (due := self.next()) is not None and due <= moment:
            timer = min(self._timers, key=lambda each: each[0])
            self._timers.remove(timer)
            self.time = max(self.time, due)
            timer[1]()
            await self.settle()
        self.time = moment

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
async def world() -> World:
    return World()


def worker_of(world: World, quiet: Quiet | None = None, memory: Memory | None = None) -> Worker:
    return Worker(world, Pace(QUARTER, quiet), memory or Memory())


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
