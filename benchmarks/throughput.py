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

from benchmarks.home_assistant import Cpu
from benchmarks.reading.feeders import KEY, report
from benchmarks.reading.measure import Written
from benchmarks.reading.readings import FIELDS
from benchmarks.reading.ways import WAYS
from custom_components.domotik.protocol import wire
from simulator import desk
from simulator.ether import Frame
from simulator.home import Home
from simulator.launcher import HEAP
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
SERVE: Final = Path(__file__).parent / "on_board" / "serve.py"
SERVED: Final = 20_000


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


async def own_code() -> float:
    """Return the reports a second that the broker's own code could do."""
    with TemporaryDirectory(prefix="domotik-benchmark-") as name:
        frames = Path(name) / "frames"
        frames.write_text("".join(report(number, KEY).hex() + "\n" for number in range(WINDOW)))
        told = (SERVE, str(frames), str(SERVED))
        output = await desk.run(*told, patience=60, heap=HEAP)
    return 1e6 / float(output.splitlines()[-1])


async def broker(baud: int) -> float:
    """Return the reports a second out of the broker."""
    plan = Plan(nodes=0, reset_on_open=False, baud=baud)
    async with Home(plan) as home, Host(str(home.broker.port)) as host:
        home.ether.add(Radio(NODE, on=True, channel=plan.channel))
        await host.own(NODE)
        began = time.monotonic()
        for number in range(REPORTS):
            while number - len(host.forwarded) >= WINDOW:
                await asyncio.sleep(0.001)
            if number % (WINDOW // 2) == 0 and host.forwarded:
                await host.confirm(host.forwarded[-1].number)
            address = home.broker.board.mac
            home.ether.inject(Frame(NODE, address, plan.channel, report(number, KEY)))
        while len(host.forwarded) < REPORTS:
            await asyncio.sleep(0.001)
        return REPORTS / (time.monotonic() - began)


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
    print(f"| the broker's own code | {await own_code():.0f} | - |", flush=True)
    for baud in BAUDS:
        limit, rate = baud / BITS_A_BYTE / length, await broker(baud)
        told = f"serial line of {baud} baud, {length} bytes a report"
        print(f"| {told} | {limit:.0f} | {rate:.0f} |", flush=True)
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
