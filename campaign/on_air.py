"""Faults of the radio."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from campaign.stage import Place, Stage
from campaign.truth import mac_of
from custom_components.domotik.protocol import wire
from simulator.ether import Conditions, Frame, Tap

OTHER_CHANNELS = (11, 1, 6)
DRIFT = 0.05
HEARD = 3  # samples, of which the first may be older than the host
type Play = Callable[[Stage, float], Awaitable[None]]
type Anywhere = Callable[[Place, float], Awaitable[None]]


@contextmanager
def tapped(stage: Place, tap: Tap) -> Iterator[None]:
    """Let a tap see, and drop, the frames in the air for a while."""
    stage.home.ether.taps.append(tap)
    try:
        yield
    finally:
        stage.home.ether.taps.remove(tap)


def kind_of(frame: Frame) -> int:
    """Return the kind of a radio frame, 0 for none."""
    header = wire.unpack_header(frame.message)
    return header[0] if header else 0


async def nothing(_stage: Place, seconds: float) -> None:
    """Let the home run."""
    await asyncio.sleep(seconds)


@contextmanager
def weather(stage: Place, **values: float) -> Iterator[None]:
    """Give the ether other conditions for a while."""
    ether = stage.home.ether
    ether.conditions = Conditions(**values)  # type: ignore[arg-type]
    try:
        yield
    finally:
        ether.conditions = Conditions()


def conditions(**values: float) -> Anywhere:
    """Return the fault of other conditions."""

    async def play(stage: Place, seconds: float) -> None:
        with weather(stage, **values):
            await asyncio.sleep(seconds)

    return play


async def lost_acks(stage: Place, seconds: float) -> None:
    """Lose half of the broker's ACKs and nothing else."""
    luck = random.Random(1)
    broker = stage.home.broker.board.mac
    with tapped(
        stage,
        lambda frame: (
            frame.source == broker and kind_of(frame) == wire.ACK and luck.random() < 0.5
        ),
    ):
        await asyncio.sleep(seconds)


async def out_of_reach(stage: Stage, seconds: float) -> None:
    """Take the first node out of reach, once the host has heard it twice."""
    node = stage.home.nodes[0]
    while sum(arrival.key.mac == mac_of(node) for arrival in stage.arrivals.all) < HEARD:
        await asyncio.sleep(0.1)
    with tapped(stage, lambda frame: node.mac in (frame.source, frame.destination)):
        await asyncio.sleep(seconds)


async def bad_clocks(stage: Stage, seconds: float) -> None:
    """Let the nodes' clocks be 5 % fast or slow, and one of them be out of reach."""
    for place, node in enumerate(stage.home.nodes):
        node.board.drift = -DRIFT if place % 2 else DRIFT
    await out_of_reach(stage, seconds)


async def other_channels(stage: Stage, seconds: float) -> None:
    """Move the broker to other channels, as its setting does."""
    for channel in OTHER_CHANNELS:
        await stage.set_channel(channel)
        await asyncio.sleep(seconds / len(OTHER_CHANNELS))
