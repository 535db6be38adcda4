"""Refreshes one panel: one thing at a time, never too often, never for nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from PIL import Image

from .errors import PanelError, Reason
from .layout import Drawing
from .pace import FLOOR, TRIES, Memory, Pace


class Result(StrEnum):
    """What came of a wish to refresh."""

    SHOWN = "shown"
    SKIPPED = "skipped"
    QUEUED = "queued"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, with the time of the refresh that was or will be."""

    result: Result
    time: datetime | None
    reason: Reason | None = None
    detail: str = ""


class Surroundings(Protocol):
    """What a worker needs of whoever runs it."""

    def now(self) -> datetime:
        """Return the time in UTC, whose hours are never skipped or repeated."""

    def call_at(self, moment: datetime, call: Callable[[], None]) -> Callable[[], None]:
        """Call something at a moment; return what prevents it."""

    async def draw(self, clock: datetime | None) -> Drawing:
        """Draw what is to be seen, as drawn now or at another time."""

    async def show(self, image: Image.Image) -> None:
        """Show a picture; PanelError if it can't be."""

    def changed(self) -> None:
        """Keep the memory, and look at the worker again."""


class Worker:
    """The only one who refreshes a panel."""

    def __init__(self, surroundings: Surroundings, pace: Pace, memory: Memory) -> None:
        self.pace = pace
        self.memory = memory
        self.image: Image.Image | None = None
        self.fault: PanelError | None = None
        self._surroundings = surroundings
        self._running: asyncio.Task[Outcome] | None = None
        self._due: datetime | None = None
        self._cancel: Callable[[], None] | None = None
        self._pattern: Image.Image | None = None
        self._stopped = False

    @property
    def given_up(self) -> bool:
        """Tell whether the panel has failed too often to be relied on."""
        return self.memory.failures >= TRIES

    def look(self) -> None:
        """Refresh as soon as may be, unless the hour is quiet."""
        self._plan(self.pace.polite(self._soonest()))

    def follow(self, pace: Pace) -> None:
        """Keep another pace from now on, and look at once."""
        self.pace = pace
        self._pattern = None
        self._forget_plan()
        self.look()

    async def ask(self, pattern: Image.Image | None = None) -> Outcome:
        """Refresh now if that may be, else when it may be; the latest wish is what is shown."""
        self._pattern = pattern
        soonest = self._soonest()
        if soonest > self._surroundings.now():
            self._plan(soonest)
            return Outcome(Result.QUEUED, soonest)
        return await asyncio.shield(self._start())

    async def stop(self, grace: float, let_go: Callable[[], None]) -> None:
        """Plan nothing more; wait for what runs, and make it end after so many seconds."""
        self._stopped = True
        self._forget_plan()
        if self._running:
            _, late = await asyncio.wait([self._running], timeout=grace)
            if late:
                let_go()
                await asyncio.wait(late)

    def _soonest(self) -> datetime:
        """Return when the panel can be refreshed next; what runs now counts as a refresh."""
        now = self._surroundings.now()
        soonest = self.pace.earliest(now, self.memory)
        return now + FLOOR if self._running and soonest == now else soonest

    def _plan(self, moment: datetime) -> None:
        """Look at a moment, unless an earlier one is planned."""
        if self._stopped or (self._due and self._due <= moment):
            return
        self._forget_plan()
        self._due = moment
        self._cancel = self._surroundings.call_at(moment, self._come)

    def _forget_plan(self) -> None:
        """Plan no look."""
        if self._cancel:
            self._cancel()
        self._cancel = self._due = None

    def _come(self) -> None:
        """Do what was planned for now; the end of what still runs plans anew."""
        self._cancel = self._due = None
        if not self._running and not self._stopped:
            self._start()

    def _start(self) -> asyncio.Task[Outcome]:
        """Begin a refresh."""
        self._forget_plan()
        self._running = asyncio.create_task(self._run())
        return self._running

    async def _run(self) -> Outcome:
        """Refresh, and plan the next look."""
        try:
            return await self._refresh()
        except PanelError as err:
            self.memory.tried = self._surroundings.now()
            self.memory.failures += 1
            self.fault = err
            return Outcome(Result.FAILED, self.memory.shown, err.reason, err.detail)
        finally:
            self._running = None
            self._plan(self.pace.next_look(self._surroundings.now(), self.memory))
            self._surroundings.changed()

    async def _refresh(self) -> Outcome:
        """Draw, and show it if it differs from what is shown or must be shown again."""
        pattern, self._pattern = self._pattern, None
        if pattern:
            return await self._show(pattern, "")
        drawing = await self._surroundings.draw(None)
        same = drawing.digest == self.memory.digest
        if not same or self.pace.must_show(self._surroundings.now(), self.memory):
            return await self._show(drawing.image, drawing.digest)
        if self.image is None:
            # After a restart: what the panel still shows, the time of its drawing too.
            self.image = (await self._surroundings.draw(self.memory.shown)).image
        return Outcome(Result.SKIPPED, self.memory.shown)

    async def _show(self, image: Image.Image, digest: str) -> Outcome:
        """Show a picture; before that, note that the panel may end up with anything on it."""
        memory = self.memory
        memory.tried, memory.digest = self._surroundings.now(), None
        self._surroundings.changed()
        await self._surroundings.show(image)
        memory.shown, memory.digest, memory.failures = memory.tried, digest, 0
        self.image, self.fault = image, None
        return Outcome(Result.SHOWN, memory.shown)
