"""A broker's real firmware, and a node whose reports go to it through the simulated air.

It runs in a process of its own; after each batch it says when each reading was sent.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.reading.feeders import KEY, feed, report
from simulator.ether import Frame
from simulator.home import Home
from simulator.plan import Plan
from simulator.radio import Radio
from tests.node_frames import NODE, announce_frame, sealed_frame

BAUD: Final = 115200


class Sender:
    """The node's side of the air."""

    def __init__(self, home: Home) -> None:
        """Have a radio, and begin."""
        self._home = home
        self._sent: dict[int, float] = {}
        self._under_way: set[asyncio.Task[bool]] = set()
        home.ether.add(Radio(NODE, on=True, channel=home.plan.channel))

    def announce(self) -> None:
        """Say what the node is."""
        self._put(sealed_frame(KEY, announce_frame()))

    def send(self, number: int) -> None:
        """Send a reading."""
        self._sent[number] = time.monotonic()
        self._put(report(number, KEY))

    def tell(self) -> None:
        """Say when the readings of a batch were sent."""
        print(json.dumps(self._sent), flush=True)
        self._sent.clear()

    def _put(self, message: bytes) -> None:
        frame = Frame(NODE, self._home.broker.board.mac, self._home.plan.channel, message)
        task = asyncio.create_task(self._home.ether.send(frame))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


@contextmanager
def linked(link: Path, port: str) -> Iterator[None]:
    """Let a port appear under another path."""
    link.symlink_to(port)
    try:
        yield
    finally:
        link.unlink()


async def run(port: Path) -> None:
    """Play a home whose broker is at a port."""
    async with Home(Plan(nodes=0, reset_on_open=False, baud=BAUD)) as home:
        sender = Sender(home)
        with linked(port, home.broker.port):
            await feed(sender.send, sender.tell)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
