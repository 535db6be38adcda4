"""Reports a second through each stage, and what each could take at most.

A report is sealed and holds one sample of five objects.
"""

import argparse
import asyncio
import struct
import sys
import time
from asyncio.subprocess import PIPE
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psutil

from benchmarks.home_assistant import Cpu
from benchmarks.reading.feeders import KEY, report
from benchmarks.reading.measure import Written
from benchmarks.reading.readings import FIELDS
from benchmarks.reading.ways import WAYS
from custom_components.domotik.protocol import wire
from simulator.ether import Frame
from simulator.home import Home
from simulator.plan import Plan
from simulator.radio import Radio
from tests.firmware.host import Host
from tests.node_frames import NODE

BAUDS: Final = (115200, 921600)
BITS_A_BYTE: Final = 10
REPORTS: Final = 1500
# As many as are under way at once: a part of the broker's ring.
WINDOW: Final = 64
WARM_UP: Final = 300


def line() -> bytes:
    """Return what the broker writes for a report."""
    payload = struct.pack(wire.RECEIVED_HEAD, 1, 0, NODE, -60) + report(1, KEY)
    return wire.pack_line(wire.RECEIVED, 0, payload)


def acknowledgement() -> bytes:
    """Return an ACK as long as the broker's, with a sealed confirm."""
    confirm = bytes(struct.calcsize(wire.CONFIRM_BODY) + wire.TAG_SIZE)
    return wire.pack_header(wire.ACK, 0, 1, 1) + bytes(6) + confirm


def air_limit() -> float:
    """Return the exchanges a second that fit into the air, without a gap or a second sender."""
    frames = (report(1, KEY), acknowledgement())
    return 1 / sum(Frame(NODE, NODE, 6, frame).airtime for frame in frames)


async def broker(baud: int) -> tuple[float, float]:
    """Return the reports a second out of the broker, and what its code alone could do."""
    plan = Plan(nodes=0, reset_on_open=False, baud=baud)
    async with Home(plan) as home, Host(str(home.broker.port)) as host:
        home.ether.add(Radio(NODE, on=True, channel=plan.channel))
        await host.own(NODE)
        # The board's program is all that this process has started.
        process = psutil.Process().children(recursive=True)[-1]
        spent, began = cpu_of(process), time.monotonic()
        for number in range(REPORTS):
            while number - len(host.forwarded) >= WINDOW:
                await asyncio.sleep(0.001)
            if number % (WINDOW // 2) == 0 and host.forwarded:
                await host.confirm(host.forwarded[-1].number)
            address = home.broker.board.mac
            home.ether.inject(Frame(NODE, address, plan.channel, report(number, KEY)))
        while len(host.forwarded) < REPORTS:
            await asyncio.sleep(0.001)
        passed = time.monotonic() - began
        return REPORTS / passed, REPORTS / (cpu_of(process) - spent)


def cpu_of(process: psutil.Process) -> float:
    """Return the CPU seconds of a process."""
    times = process.cpu_times()
    return float(times.user + times.system)


async def host_alone() -> tuple[float, float]:
    """Return the reports a second into states, and what the CPU alone would allow."""
    way = next(way for way in WAYS if way.name == "domotik, sealed")
    with TemporaryDirectory(prefix="domotik-benchmark-") as name:
        async with AsyncExitStack() as stack:
            hass, feed = await way.set_up(stack, Path(name))
            written, cpu = Written(hass), Cpu()
            await feed(WARM_UP, 100)
            await written.reach(WARM_UP * len(FIELDS))
            before, began = written.fields, time.monotonic()
            cpu.start()
            await feed(REPORTS, 1e6)
            await written.reach(before + REPORTS * len(FIELDS))
            passed = time.monotonic() - began
            return REPORTS / passed, REPORTS / cpu.stop()


async def in_own_process() -> tuple[float, float]:
    """Return what `host_alone` finds: Home Assistant is started once in a process."""
    command = (sys.executable, "-m", "benchmarks.throughput", "--host")
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    out, _ = await process.communicate()
    rate, alone = map(float, out.decode().split()[-2:])
    return rate, alone


async def measure() -> None:
    """Print a row for each stage."""
    print("| stage | at most | measured |")
    print("|---|---:|---:|", flush=True)
    print(f"| air, 1 Mb/s | {air_limit():.0f} | - |")
    length = len(line())
    for baud in BAUDS:
        limit = baud / BITS_A_BYTE / length
        rate, alone = await broker(baud)
        print(
            f"| serial line of {baud} baud, {length} bytes a report | {limit:.0f} | {rate:.0f} |"
        )
        print(f"| broker's code, in front of that line | {alone:.0f} | {rate:.0f} |")
    rate, alone = await in_own_process()
    print(f"| Home Assistant | {alone:.0f} | {rate:.0f} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark throughput", description=__doc__)
    parser.add_argument("--host", action="store_true", help="measure Home Assistant alone")
    if parser.parse_args().host:
        print(*asyncio.run(host_alone()))
    else:
        asyncio.run(measure())


if __name__ == "__main__":
    main()
