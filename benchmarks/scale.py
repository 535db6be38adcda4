"""What many nodes cost Home Assistant: set-up, memory, blocks of the event loop, writes."""

import argparse
import asyncio
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.storage import Store

from benchmarks.home_assistant import home_assistant, memory
from benchmarks.loop import watched_steps
from tests.fake_broker import PtyBroker
from tests.node_frames import announce_frame, climate, report_frame

COUNTS: Final = (10, 50, 100, 500)
SECONDS: Final = 60.0
INTERVAL: Final = 300
HOUR: Final = 3600
# Times of the event loop's steps and of Python's garbage collection are CPU milliseconds.
COLUMNS: Final = (
    "nodes",
    "entities",
    "set-up, s",
    "set-up, CPU s",
    "bare, CPU s",
    "kB per node",
    "of it by our code",
    "bare, kB",
    "longest step of set-up, ms",
    "longest step afterwards, ms",
    "longest collection, ms",
    "writes per hour",
    "MB per hour",
)


@dataclass(slots=True)
class Row:
    """What was found for a number of nodes."""

    nodes: int
    entities: int = 0
    set_up: float = 0.0
    set_up_cpu: float = 0.0
    bare_cpu: float = 0.0
    kilobytes: float = 0.0
    own_kilobytes: float = 0.0
    bare_kilobytes: float = 0.0
    set_up_step: float = 0.0
    step: float = 0.0
    collection: float = 0.0
    writes: float = 0.0
    megabytes: float = 0.0
    steps_of: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return it as a row."""
        told = (
            f"{self.nodes}",
            f"{self.entities}",
            f"{self.set_up:.1f}",
            f"{self.set_up_cpu:.1f}",
            f"{self.bare_cpu:.1f}",
            f"{self.kilobytes:.0f}",
            f"{self.own_kilobytes:.0f}",
            f"{self.bare_kilobytes:.0f}",
            f"{self.set_up_step * 1000:.0f}",
            f"{self.step * 1000:.0f}",
            f"{self.collection * 1000:.0f}",
            f"{self.writes:.0f}",
            f"{self.megabytes:.1f}",
        )
        return f"| {' | '.join(told)} |"


@dataclass(slots=True)
class Writes:
    """What our files were written with."""

    count: int = 0
    octets: int = 0


def main() -> None:
    """Print a row for each number of nodes, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark scale", description=__doc__)
    parser.add_argument("--nodes", type=int, help="print the row of this number alone")
    parser.add_argument("--own", action="store_true", help="print the memory by our code alone")
    parser.add_argument("--steps", action="store_true", help="say what the longest steps were")
    options = parser.parse_args()
    if options.nodes is not None:
        show(options.nodes, own=options.own, steps=options.steps)
        return
    print(f"| {' | '.join(COLUMNS)} |")
    print("|---:" * len(COLUMNS) + "|", flush=True)
    for count in COUNTS:
        command = (sys.executable, "-m", "benchmarks.scale", "--nodes", str(count))
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def show(count: int, *, own: bool, steps: bool) -> None:
    """Print a row, or one of its cells, which takes a process of its own."""
    if own:
        print(asyncio.run(measure(count, traced=True)).own_kilobytes)
        return
    row = asyncio.run(measure(count))
    [row.own_kilobytes] = told("benchmarks.scale", "--nodes", count, "--own")
    row.bare_kilobytes, row.bare_cpu = told("benchmarks.floor", count, row.entities // count)
    print(row, flush=True)
    print(*(row.steps_of if steps else ()), sep="\n", file=sys.stderr)


def told(module: str, *arguments: object) -> list[float]:
    """Return the figures that a module prints last, from a process of its own."""
    command = (sys.executable, "-m", module, *map(str, arguments))
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(figure) for figure in done.stdout.splitlines()[-1].split()]


async def measure(count: int, *, traced: bool = False) -> Row:
    """Return what so many nodes cost, whose entities are known from before."""
    row = Row(count)
    with TemporaryDirectory(prefix="domotik-benchmark-") as name:
        broker = PtyBroker(Path(name) / "broker")
        broker.plug()
        async with home_assistant(Path(name) / "config") as hass:
            entry = await add_broker(hass, broker)
            await hass.async_block_till_done()
            if traced:
                tracemalloc.start()
            before, others = memory(), len(hass.states.async_entity_ids())
            await hass.config_entries.async_unload(entry.entry_id)
            macs = add_nodes(hass, entry, count)
            await hass.config_entries.async_setup(entry.entry_id)
            await report(broker, macs, 1, hass)
            row.entities = len(hass.states.async_entity_ids()) - others
            row.kilobytes = (memory() - before) / count / 1024
            if traced:
                row.own_kilobytes = by_our_code() / count / 1024
                return row
            await set_up(hass, entry, row)
            await report(broker, macs, 2, hass)
            await run(broker, macs, row)
        broker.unplug()
    return row


def by_our_code() -> int:
    """Return the bytes that lines of ours have asked for; slow, and only for what is traced."""
    ours = tracemalloc.Filter(inclusive=True, filename_pattern="*/domotik/*")
    traces = tracemalloc.take_snapshot().filter_traces((ours,))
    tracemalloc.stop()
    return sum(each.size for each in traces.statistics("filename"))


async def add_broker(hass: HomeAssistant, broker: PtyBroker) -> ConfigEntry:
    """Return the broker's entry, added as a user does."""
    flow = hass.config_entries.flow
    form = await flow.async_init("domotik", context={"source": SOURCE_USER})
    await flow.async_configure(form["flow_id"], {"device": str(broker.port)})
    [entry] = hass.config_entries.async_entries("domotik")
    return entry


def add_nodes(hass: HomeAssistant, entry: ConfigEntry, count: int) -> list[bytes]:
    """Add nodes to an entry that does not run; return their MACs."""
    macs = [bytes.fromhex("a0b1c2d4") + number.to_bytes(2) for number in range(count)]
    for number, mac in enumerate(macs):
        node = ConfigSubentry(
            data=MappingProxyType({"mac": mac.hex(":")}),
            subentry_type="node",
            title=f"Room {number}",
            unique_id=mac.hex(":"),
        )
        hass.config_entries.async_add_subentry(entry, node)
    return macs


async def report(broker: PtyBroker, macs: list[bytes], number: int, hass: HomeAssistant) -> None:
    """Let every node report, and wait until all is on the disk."""
    for mac in macs:
        if number == 1:
            broker.report(announce_frame(INTERVAL), mac=mac)
        send(broker, mac, number)
        await hass.async_block_till_done()
    while broker.ring:
        await asyncio.sleep(0.1)
    await hass.async_block_till_done()


def send(broker: PtyBroker, mac: bytes, number: int) -> None:
    """Let a node report what it has just measured."""
    clock = int(time.monotonic())
    sample = climate(number, clock, 2000 + number)
    broker.report(report_frame(sample, clock=clock, oldest=number, counter=number), mac=mac)


async def set_up(hass: HomeAssistant, entry: ConfigEntry, row: Row) -> None:
    """Set an entry up that was unloaded, until it is there with all its entities."""
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    began, cpu = time.perf_counter(), time.process_time()
    with watched_steps() as steps:
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    row.set_up, row.set_up_cpu = time.perf_counter() - began, time.process_time() - cpu
    row.set_up_step = steps.longest
    row.collection = steps.longest_collection
    row.steps_of.append(steps.of)


async def run(broker: PtyBroker, macs: list[bytes], row: Row) -> None:
    """Let the nodes report at their pace."""
    pause = INTERVAL / len(macs)
    with watched_steps() as steps, counted_writes() as writes:
        for place in range(round(SECONDS / pause)):
            send(broker, macs[place % len(macs)], 3 + place // len(macs))
            await asyncio.sleep(pause)
        await asyncio.sleep(2)
    row.step, row.writes = steps.longest, writes.count * HOUR / SECONDS
    row.megabytes = writes.octets * HOUR / SECONDS / 1e6
    row.steps_of.append(steps.of)


@contextmanager
def counted_writes() -> Iterator[Writes]:
    """Count what is written into our files."""
    writes, save = Writes(), Store.async_save

    async def noted(file: Store[Any], content: Any) -> None:
        if file.key.startswith("domotik"):
            writes.count += 1
            writes.octets += len(json_bytes(content))
        await save(file, content)

    with patch.object(Store, "async_save", noted):
        yield writes


if __name__ == "__main__":
    main()
