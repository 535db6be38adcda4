"""How long the event loop is kept from everything else."""

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


class Steps:
    """The longest step of the event loop, in CPU seconds of its thread.

    What Python's own garbage collection takes is counted apart: it goes through the objects of all
    of Home Assistant, in whatever step happens to set it off.
    """

    def __init__(self) -> None:
        """Begin with no step."""
        self.longest = self.longest_collection = 0.0
        self.of = ""
        self._collecting = self._began = 0.0

    def collect(self, phase: str, _info: object) -> None:
        """Count what a collection takes."""
        if phase == "start":
            self._began = time.thread_time()
            return
        spent = time.thread_time() - self._began
        self._collecting += spent
        self.longest_collection = max(self.longest_collection, spent)

    def take(self, step: asyncio.Handle) -> None:
        """Take a step."""
        before, self._collecting = time.thread_time(), 0.0
        _run(step)
        spent = time.thread_time() - before - self._collecting
        if spent > self.longest:
            self.longest, self.of = spent, repr(step)


_run = asyncio.Handle._run  # noqa: SLF001 - nothing public takes every step


@contextmanager
def watched_steps() -> Iterator[Steps]:
    """Watch the steps of the loop that runs this."""
    steps = Steps()

    def take(step: asyncio.Handle) -> None:
        steps.take(step)

    gc.callbacks.append(steps.collect)
    try:
        with patch.object(asyncio.Handle, "_run", take):
            yield steps
    finally:
        gc.callbacks.remove(steps.collect)
