"""A panel, its worker, and a clock that the test moves."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PIL import Image

from custom_components.domotik.display.errors import PanelError
from custom_components.domotik.display.layout import Drawing
from custom_components.domotik.display.pace import Memory, Pace, Quiet
from custom_components.domotik.display.worker import Worker

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUARTER = 15 * MINUTE
FLOOR = 3 * MINUTE


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


def worker_of(world: World, quiet: Quiet | None = None, memory: Memory | None = None) -> Worker:
    return Worker(world, Pace(QUARTER, quiet), memory or Memory())
