"""What entities cost Home Assistant when there is nothing behind them."""

import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant

import custom_components
from benchmarks.home_assistant import home_assistant, memory


async def measure(devices: int, entities: int) -> tuple[float, float]:
    """Return the kB of a device with so many entities, and the CPU seconds of a set-up."""
    with TemporaryDirectory(prefix="domotik-benchmark-") as name:
        # Where Home Assistant looks for integrations that are not its own.
        custom_components.__path__.append(str(Path(__file__).parent))
        async with home_assistant(Path(name) / "config") as hass:
            # What the first of all entities loads is not counted.
            await add(hass, 1, entities)
            before = memory()
            entry = await add(hass, devices, entities)
            kilobytes = (memory() - before) / devices / 1024
            await hass.config_entries.async_unload(entry)
            await hass.async_block_till_done()
            began = time.process_time()
            await hass.config_entries.async_setup(entry)
            await hass.async_block_till_done()
            return kilobytes, time.process_time() - began


async def add(hass: HomeAssistant, devices: int, entities: int) -> str:
    """Add devices with so many entities each; return the id of their entry."""
    result = await hass.config_entries.flow.async_init(
        "bare",
        context={"source": SOURCE_USER},
        data={"devices": devices, "entities": entities},
    )
    await hass.async_block_till_done()
    entry_id: str = result["result"].entry_id
    return entry_id


def main(devices: int, entities: int) -> None:
    """Print the figures."""
    print(*asyncio.run(measure(devices, entities)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
