"""Waiting for what a fake broker's bytes bring about."""

import asyncio
from collections.abc import Callable

SECONDS = 15


async def until(condition: Callable[[], object], seconds: float = SECONDS) -> None:
    """Return when a condition holds; fails after some seconds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
