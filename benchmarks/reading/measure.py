"""Measures one way in this process, which is Home Assistant's."""

import asyncio
import json
import sys
import traceback
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback

from benchmarks.home_assistant import Cpu
from benchmarks.reading.readings import CLASSES, FIELDS
from benchmarks.reading.ways import WAYS, Feed, Way

WARM_UP = 300
READINGS = 2000
RATE = 100.0
IDLE_SECONDS = 5.0
WAIT_SECONDS = 60


class Written:
    """Counts the states that were written for the five fields."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin to count."""
        self.fields = self.all = 0
        self._changed = asyncio.Event()
        hass.bus.async_listen("state_changed", self._count)

    @callback
    def _count(self, event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        self.all += 1
        self.fields += state is not None and state.attributes.get("device_class") in CLASSES
        self._changed.set()

    async def reach(self, count: int) -> None:
        """Return when so many states of fields were written."""
        async with asyncio.timeout(WAIT_SECONDS):
            while self.fields < count:
                self._changed.clear()
                await self._changed.wait()


async def measure(way: Way) -> dict[str, float]:
    """Return the CPU microseconds of a reading, and the states written for it."""
    with TemporaryDirectory(prefix="domotik-benchmark-") as name:
        folder = Path(name)
        async with AsyncExitStack() as stack:
            return await watch(*await way.set_up(stack, folder))


async def watch(hass: HomeAssistant, feed: Feed) -> dict[str, float]:
    """Warm up, learn what idleness costs, and measure."""
    written, cpu = Written(hass), Cpu()
    await feed(WARM_UP, RATE)
    await written.reach(WARM_UP // 2 * len(FIELDS))
    await hass.async_block_till_done()
    await asyncio.sleep(3)
    await cpu.watch_idleness(IDLE_SECONDS)
    before, before_all = written.fields, written.all
    cpu.start()
    await feed(READINGS, RATE)
    await written.reach(before + READINGS * len(FIELDS))
    await asyncio.sleep(2)
    spent = cpu.stop()
    return {
        "us": spent / READINGS * 1e6,
        "states": (written.all - before_all) / READINGS,
    }


if __name__ == "__main__":
    chosen = next(way for way in WAYS if way.name == sys.argv[1])
    # Home Assistant takes the hook that would print what went wrong.
    try:
        print(json.dumps(asyncio.run(measure(chosen))))
    except Exception:  # noqa: BLE001 - whatever it was
        traceback.print_exc()
        sys.exit(1)
