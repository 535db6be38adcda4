"""A real Mosquitto, and nodes that find it by Wi-Fi."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from campaign.memory import Reader
from campaign.truth import Key, Truth
from demo.mosquitto import GuardedMosquitto
from demo.server import find
from simulator.home import Home, node_mac
from simulator.node import Node
from simulator.plan import Plan, WifiPlan

from .listener import Listener

NODE = node_mac(0).hex()
FIRST_EPOCH = 1  # begins with the first sending
PASSWORDS = {
    "homeassistant": "word of the house",
    "nodered": "word of red",
    "telegraf": "word of the graph",
    NODE: "word of the node",
}

PATIENCE_SECONDS = 30


@pytest.fixture(autouse=True)
def _network(socket_enabled: None) -> None:
    """Allow connections on loopback."""


@pytest.fixture(autouse=True)
def _has_mosquitto() -> None:
    """Skip where there is no Mosquitto and none can be had."""
    if find("mosquitto") is None:
        pytest.skip("mosquitto is neither installed nor to be had from Debian")


@dataclass(slots=True)
class Stage:
    """One node on its way to a server, and what is known of both."""

    home: Home
    truth: Truth
    printed: bytearray = field(default_factory=bytearray)

    @property
    def node(self) -> Node:
        """Return the one node."""
        return self.home.wifi_nodes[0]

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when a condition holds; if it never does, show what the node has said."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, self.printed.decode(errors="replace")
            await asyncio.sleep(0.02)

    def says(self, text: str) -> bool:
        """Tell whether the node's console has shown a text."""
        return text in self.printed.decode(errors="replace")

    def moments(self) -> dict[Key, float]:
        """Return when each sample was taken, in Unix seconds."""
        began = self.home.ntp.time() - self.home.clock.now()
        named = {replace(key, mac=NODE): time for key, time in self.truth.taken.items()}
        waiting = self.truth.nameless(self.node).items()
        nameless = {Key(NODE, FIRST_EPOCH, number): time for number, time in waiting}
        return {key: began + time for key, time in (nameless | named).items()}

    def taken(self) -> set[Key]:
        """Return all samples that the node has taken."""
        return set(self.moments())

    def kept(self) -> set[Key]:
        """Return the samples that it still keeps."""
        kept = Reader().read(self.node.board.rtc_memory)
        if kept is None:
            return set()
        return {Key(NODE, kept.epoch or FIRST_EPOCH, number) for number in kept.numbers}


type Staging = Callable[..., Any]


@pytest.fixture
def mosquitto(tmp_path: Path, socket_enabled: None) -> Iterator[GuardedMosquitto]:
    """Run a server with the example's configuration."""
    with GuardedMosquitto(tmp_path, PASSWORDS) as running:
        yield running


@pytest.fixture
async def stage() -> AsyncIterator[Staging]:
    """Return a function that starts a node for a server; it wakes every second."""
    async with AsyncExitStack() as stack:

        async def start(
            port: int, *, heartbeat: int = 60, prepare: Callable[[Home], object] = id, **more: Any
        ) -> Stage:
            mqtt = {"host": "127.0.0.1", "port": port, **more.pop("mqtt", {})}
            authority, scale = more.pop("authority", None), more.pop("scale", 1)
            wifi = WifiPlan(1, mqtt, passwords=PASSWORDS, authority=authority, settings=more)
            home = Home(Plan(nodes=0, interval=1, heartbeat=heartbeat, wifi=wifi, scale=scale))
            prepare(home)
            await stack.enter_async_context(home)
            staged = Stage(home, Truth(home.clock.now))
            staged.truth.watch(staged.node)
            staged.node.launcher.uart.sink = staged.printed.extend
            return staged

        yield start


@pytest.fixture
async def listener(mosquitto: GuardedMosquitto) -> AsyncIterator[Listener]:
    """Listen to all that nodes write, as Home Assistant does."""
    user = "homeassistant"
    async with Listener(mosquitto.port, user, PASSWORDS[user], "domotik/#") as listening:
        yield listening
