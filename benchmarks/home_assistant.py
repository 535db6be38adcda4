"""A Home Assistant in this process, with nothing that the measured way does not need."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import psutil
from homeassistant.bootstrap import async_setup_hass
from homeassistant.core import HomeAssistant
from homeassistant.runner import RuntimeConfig

from demo.hass import write_config
from demo.ports import free_port

QUIET: Final = "homeassistant:\n  unit_system: metric\nlogger:\n  default: critical\n"


@asynccontextmanager
async def home_assistant(folder: Path, more: str = "") -> AsyncIterator[HomeAssistant]:
    """Run Home Assistant on a configuration of its own; `more` is YAML."""
    write_config(folder, free_port())
    (folder / "configuration.yaml").write_text(QUIET + more)
    hass = await async_setup_hass(
        RuntimeConfig(config_dir=str(folder), skip_pip=True, log_file=None, open_ui=False)
    )
    assert hass
    await hass.async_start()
    await hass.async_block_till_done()
    try:
        yield hass
    finally:
        await hass.async_stop(force=True)


def memory() -> int:
    """Return the bytes of memory that this process holds."""
    gc.collect()
    held: int = psutil.Process().memory_info().rss
    return held


class Cpu:
    """The CPU seconds of this process, less what it takes when nothing happens."""

    def __init__(self) -> None:
        """Know nothing of idleness yet."""
        self._idle = 0.0
        self._began = (0.0, 0.0)

    async def watch_idleness(self, seconds: float) -> None:
        """Learn what a second costs in which nothing happens."""
        gc.collect()
        self.start()
        await asyncio.sleep(seconds)
        self._idle = self.stop() / seconds

    def start(self) -> None:
        """Begin to count."""
        self._began = (time.process_time(), time.monotonic())

    def stop(self) -> float:
        """Return the CPU seconds since the start."""
        spent, passed = time.process_time(), time.monotonic()
        return spent - self._began[0] - self._idle * (passed - self._began[1])
