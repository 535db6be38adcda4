"""When to try a lost port again."""

import asyncio
from contextlib import suppress

from .ports import port_exists
from .timing import Timing


class Wait:
    """Back-off that ends at once when the port appears."""

    def __init__(self, timing: Timing) -> None:
        """Start with the shortest delay."""
        self._timing = timing
        self._delay = timing.first_retry
        self._hurried = asyncio.Event()

    def begin(self) -> None:
        """Go back to the shortest delay."""
        self._delay = self._timing.first_retry

    def hurry(self) -> None:
        """End the wait under way, or the next one."""
        self._hurried.set()

    async def next_try(self, port: str) -> None:
        """Wait until the port is worth another try."""
        ends = asyncio.get_running_loop().time() + self._delay
        self._delay = min(self._delay * 2, self._timing.last_retry)
        there = await port_exists(port)
        while not await self._over(ends):
            was_there, there = there, await port_exists(port)
            if there and not was_there:
                self.begin()
                return

    async def _over(self, ends: float) -> bool:
        """Wait for one look at the port; tell whether the whole wait is over."""
        now = asyncio.get_running_loop().time()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(min(ends, now + self._timing.look_for_port)):
                await self._hurried.wait()
                self._hurried.clear()
                return True
        return asyncio.get_running_loop().time() >= ends
