"""What ten minutes of placement mode take out of a node's battery, by the simulator's model."""

import argparse
import asyncio
import struct
import time

from custom_components.domotik.protocol import items, wire
from simulator.home import Home
from simulator.node import Node
from simulator.plan import Plan
from tests.firmware.host import Host

INTERVAL = 300
MODE_SECONDS = 600
SIGNS = 20
MAH = 3600.0


def main() -> None:
    """Print the charge of a sign, and of all that placement mode gives by itself."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark placement", description=__doc__)
    parser.add_argument("--signs", type=int, default=SIGNS, help=f"default: {SIGNS}")
    charge, seconds, count = asyncio.run(measure(parser.parse_args().signs))
    signs = MODE_SECONDS // 2
    print("| signs | mC per sign | s from sign to sign | mAh for all of placement mode |")
    print("|---:|---:|---:|---:|")
    print(
        f"| {count} | {charge / count:.1f} | {seconds / count:.2f} "
        f"| {signs * charge / count / MAH:.1f} |"
    )


async def measure(signs: int) -> tuple[float, float, int]:
    """Return charge, seconds and number of some signs; the simulator keeps its true pace."""
    plan = Plan(nodes=1, interval=INTERVAL, reset_on_open=False, settings={"led": 2})
    async with Home(plan) as home, Host(str(home.broker.port)) as host:
        node = home.nodes[0]
        await host.own(node.mac)
        await begin(host, node)
        # The wake that takes the letter, and the first sign, are no signs like others.
        await wakes(node, 2)
        before, began, first = node.board.meter.spent_mc, time.monotonic(), node.wakes
        await wakes(node, signs)
        spent, passed = node.board.meter.spent_mc - before, time.monotonic() - began
        return spent, passed, node.wakes - first


async def begin(host: Host, node: Node) -> None:
    """Leave the letter that begins placement mode; a node that has just started fetches it."""
    frame = (await host.frames(1))[0].frame
    epoch: int = struct.unpack_from("<I", frame, 2)[0]
    item = items.placement(MODE_SECONDS)
    letter = wire.pack_header(wire.MAIL, 0, epoch, 1) + bytes((item.key,)) + item.value
    head = struct.pack(wire.MAIL_PUT_HEAD, node.mac, item.key, MODE_SECONDS)
    assert await host.request(wire.MAIL_PUT, head + letter) == b"\0"


async def wakes(node: Node, count: int) -> None:
    """Wait until the node has woken so many more times."""
    last = node.wakes + count
    while node.wakes < last:
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    main()
