"""The broker's free heap while very many frames pass through it."""

import asyncio
import struct
import time
from dataclasses import dataclass
from unittest import mock

from campaign.host import Host
from campaign.stage import Scene, Stage
from custom_components.domotik.protocol import ports, wire
from custom_components.domotik.protocol.timing import Timing
from simulator.ether import Frame
from simulator.plan import Plan
from simulator.radio import Radio

# Only the line's speed bounds the rate, and the heap does not depend on it.
BAUD = 2_000_000
NOBODY = Plan(nodes=0, reset_on_open=False, baud=BAUD)
LOOKS = 20
STATS_SECONDS = 1.0  # between them the broker has rest, in which it tidies up
EAGER = Timing(settle=0.02, ping=60, stats=STATS_SECONDS)
SENDERS = 40
STRANGER_EVERY = 200  # frames, from a MAC that was never seen
IN_FLIGHT = 96  # of the ring's 128
PATIENCE_SECONDS = 2.0
# What is free may differ by from look to look without a trend.
SLACK_BYTES = 3000


@dataclass(frozen=True, slots=True)
class Look:
    """How the broker is after so many frames; bytes are those of a 64-bit port."""

    frames: int
    free_heap: int
    received: int
    dropped: int
    peers: int
    resets: int


def growing(looks: list[Look]) -> list[str]:
    """Return what is wrong; tables fill and are emptied, so the lowest of each half counts."""
    middle = len(looks) // 2
    early, late = (min(each.free_heap for each in part) for part in halves(looks, middle))
    found = [f"the heap lost {early - late} bytes"] if early - late > SLACK_BYTES else []
    return found + (["the broker restarted"] if looks[-1].resets else [])


def halves(looks: list[Look], middle: int) -> tuple[list[Look], list[Look]]:
    """Return the looks before and after the middle; the first one saw an idle broker."""
    return looks[1 : middle + 1], looks[middle + 1 :]


async def watch(frames: int, count: int = LOOKS) -> list[Look]:
    """Send frames through a broker and look at it now and then."""
    with mock.patch.object(ports, "BAUD", BAUD):
        async with Stage(Scene(NOBODY, EAGER)) as stage:
            traffic = Traffic(stage)
            looks = [await traffic.look()]
            for place in range(count):
                await traffic.send(range(frames * place // count, frames * (place + 1) // count))
                looks.append(await traffic.look())
            return looks


class Traffic:
    """Frames of many nodes that are no boards."""

    def __init__(self, stage: Stage) -> None:
        """Let the broker own the senders, and the ether acknowledge for them."""
        assert isinstance(stage.host, Host)
        self._stage = stage
        self._broker = stage.host.session.broker
        self._senders = [bytes((2, 0, 0, 0, 0, place)) for place in range(SENDERS)]
        for mac in self._senders:
            stage.home.ether.add(Radio(mac, on=True, channel=stage.home.plan.channel))
        stage.host.serve(dict.fromkeys(mac.hex(":") for mac in self._senders))
        self._owned = 0
        self._sent = 0

    async def send(self, numbers: range) -> None:
        """Send frames as fast as they are taken."""
        for number in numbers:
            if number % STRANGER_EVERY == 0:
                self._inject(b"\x06" + number.to_bytes(5), number)
            else:
                self._inject(self._senders[number % SENDERS], number)
                self._owned += 1
            await self._breathe()
        self._sent = numbers.stop

    async def look(self) -> Look:
        """Return how the broker is after a rest."""
        before = self._broker.stats
        for _ in range(2):
            before = self._broker.stats
            while self._broker.stats is before:
                await asyncio.sleep(0.1)
        stats = self._broker.stats
        assert stats
        counts = (stats.free_heap, stats.received, stats.dropped, stats.peers)
        return Look(self._sent, *counts, self._broker.reboots)

    def _inject(self, mac: bytes, number: int) -> None:
        home = self._stage.home
        channel = home.plan.channel
        home.ether.inject(Frame(mac, home.broker.board.mac, channel, report(number)))

    async def _breathe(self) -> None:
        """Wait while the broker's ring is nearly full."""
        if self._owned % 8 == 0:
            await asyncio.sleep(0.001)
        end = time.monotonic() + PATIENCE_SECONDS
        while self._owned - (self._broker.inbox.safe or 0) > IN_FLIGHT:
            if time.monotonic() > end:
                # Some were dropped: count anew.
                self._owned = self._broker.inbox.safe or 0
            await asyncio.sleep(0.002)


def report(number: int) -> bytes:
    """Return a report of one sample."""
    objects = [(wire.TEMPERATURE, 2150), (wire.HUMIDITY, 4700), (wire.PRESSURE, 101300)]
    epoch, counter = number // 0x8000 + 1, number % 0x8000
    head = wire.pack_header(wire.REPORT, wire.CLAIMED, epoch, counter)
    body = struct.pack(wire.REPORT_HEAD, number, counter)
    return head + body + wire.pack_sample(counter, number, objects)
