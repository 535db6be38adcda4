"""What has to be done at its time, one after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from math import inf

type Chore = Callable[[], Awaitable[None]]


class Chores:
    """Chores and when they are due; only the earliest date of each counts."""

    def __init__(self) -> None:
        """Start with nothing to do."""
        self._due: dict[Chore, float] = {}
        self._woken = asyncio.Event()

    def plan(self, chore: Chore, delay: float = 0) -> None:
        """Do a chore after a delay, or earlier if it was due earlier."""
        due = asyncio.get_running_loop().time() + delay
        if due < self._due.get(chore, inf):
            self._due[chore] = due
            self._woken.set()

    def wake(self) -> None:
        """Let `run` look whether it should end."""
        self._woken.set()

    async def run(self, ended: Callable[[], bool]) -> None:
        """Do chores as they fall due, until `ended` says so."""
        while not ended():
            await self._rest()
            now = asyncio.get_running_loop().time()
            for chore in [each for each, due in self._due.items() if due <= now]:
                if ended():
                    return
                self._due.pop(chore, None)
                await chore()

    async def _rest(self) -> None:
        """Wait for the next due date, or until something new is planned."""
        if self._due:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(min(self._due.values())):
                    await self._woken.wait()
        else:
            await self._woken.wait()
        self._woken.clear()
