"""The time that a broker with many nodes adds to Home Assistant's start."""

import argparse
import asyncio
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import MappingProxyType

from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant

from benchmarks.home_assistant import home_assistant
from tests.fake_broker import PtyBroker, announce_frame, climate, report_frame

COUNTS = (0, 1, 50)
ROUNDS = 5


def main() -> None:
    """Print how long an entry takes to be set up, each number of nodes in a process of its own."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark set_up", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default: {ROUNDS}")
    parser.add_argument("--nodes", type=int, help="print the row of this number alone")
    options = parser.parse_args()
    if options.nodes is not None:
        show(options.nodes, *asyncio.run(measure(options.nodes, options.rounds)))
        return
    print("| nodes | entities | seconds | least to most |")
    print("|---:|---:|---:|---:|", flush=True)
    for count in COUNTS:
        chosen = ("--nodes", str(count), "--rounds", str(options.rounds))
        subprocess.run((sys.executable, "-m", "benchmarks.set_up", *chosen), check=True)


def show(count: int, entities: int, spent: list[float]) -> None:
    """Print a row."""
    extremes = f"{min(spent):.3f} to {max(spent):.3f}"
    print(f"| {count} | {entities} | {median(spent):.3f} | {extremes} |")


async def measure(count: int, rounds: int) -> tuple[int, list[float]]:
    """Return the entities of so many nodes, and the seconds of each set-up of the entry."""
    with TemporaryDirectory(prefix="domotik-benchmark-") as name:
        folder = Path(name)
        broker = PtyBroker(folder / "broker")
        broker.plug()
        async with home_assistant(folder / "config") as hass:
            entry = await add_broker(hass, broker)
            await add_nodes(hass, entry, broker, count)
            spent = [await set_up(hass, entry) for _ in range(rounds)]
            entities = len(hass.states.async_entity_ids())
        broker.unplug()
    return entities, spent


async def add_broker(hass: HomeAssistant, broker: PtyBroker) -> ConfigEntry:
    """Return the broker's entry, added as a user does."""
    flow = hass.config_entries.flow
    form = await flow.async_init("domotik", context={"source": SOURCE_USER})
    await flow.async_configure(form["flow_id"], {"device": str(broker.port)})
    [entry] = hass.config_entries.async_entries("domotik")
    return entry


async def add_nodes(
    hass: HomeAssistant, entry: ConfigEntry, broker: PtyBroker, count: int
) -> None:
    """Add nodes, and let each have reported, as it will have before a start."""
    for number in range(count):
        mac = bytes.fromhex("a0b1c2d4") + number.to_bytes(2)
        node = ConfigSubentry(
            data=MappingProxyType({"mac": mac.hex(":")}),
            subentry_type="node",
            title=f"Room {number}",
            unique_id=mac.hex(":"),
        )
        hass.config_entries.async_add_subentry(entry, node)
        broker.report(announce_frame(), mac=mac)
        broker.report(report_frame(climate(), counter=1), mac=mac)
        await hass.async_block_till_done()
    while broker.ring:
        await asyncio.sleep(0.1)


async def set_up(hass: HomeAssistant, entry: ConfigEntry) -> float:
    """Return the seconds until an entry that was unloaded is there with all its entities."""
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    began = time.perf_counter()
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
