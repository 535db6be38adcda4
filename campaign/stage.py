"""A simulated home and a host on it, watched: where a fault plays."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Protocol, Self

from campaign.airwatch import AirWatch
from campaign.arrivals import Arrivals
from campaign.host import QUICK, Host, Keys
from campaign.killable import KillableHost
from campaign.nonces import NonceWatch
from campaign.table_file import TableFile
from campaign.truth import Key, Truth, mac_of
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.table import NodeTable
from custom_components.domotik.protocol.timing import Timing
from simulator.ether import Conditions, Ether
from simulator.home import Home
from simulator.plan import Plan

LOOK_SECONDS = 0.1
AFTERMATH_SECONDS = 1.0  # in which a sample that comes twice still would


class Place(Protocol):
    """Where faults of the air, of boards and of the cable can play, whoever the host is."""

    home: Home


class AnyHost(Protocol):
    """What a stage needs of a host."""

    async def start(self, keys: Keys) -> None:
        """Begin to serve nodes."""

    async def stop(self) -> None:
        """Leave nothing behind."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a stage is built from; `killable` puts the host into a process of its own."""

    plan: Plan = field(default_factory=Plan)
    timing: Timing = QUICK
    killable: bool = False


class Stage:
    """`async with Stage(Scene()) as stage:` has a home that reports to its host."""

    def __init__(self, scene: Scene, ether: Ether | None = None) -> None:
        """Build it, on an ether of its own or a neighbour's."""
        self.scene = scene
        self.home = Home(scene.plan, ether=ether)
        self.truth = Truth(self.now)
        self.arrivals = Arrivals()
        self.at_risk: set[Key] = set()
        # What a fault has to say besides what all are judged by.
        self.notes: list[str] = []
        self.broken: list[str] = []
        self.neighbour: Stage | None = None
        self.air: AirWatch
        self.nonces: NonceWatch
        self.host: AnyHost
        self.file: TableFile
        self._epoch = time.time() - self.home.clock.now()
        self._stack = AsyncExitStack()

    def now(self) -> float:
        """Return the time of day by the home's clock, which can be a fast one."""
        return self._epoch + self.home.clock.now()

    @property
    def keys(self) -> Keys:
        """Return the nodes' keys by MAC."""
        return {mac_of(node): node.key or None for node in self.home.nodes}

    @property
    def table(self) -> NodeTable:
        """Return what the host knows, or had saved when it is another process."""
        return self.host.table if isinstance(self.host, Host) else self.file.load()

    async def __aenter__(self) -> Self:
        """Start the home, then its host."""
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def _start(self) -> None:
        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="domotik-campaign-")))
        await self._stack.enter_async_context(self.home)
        for node in self.home.nodes:
            self.truth.watch(node)
        self.air = AirWatch(self.home)
        self.nonces = NonceWatch(self.home)
        self.file = TableFile(folder / "table.json")
        self.host = self._new_host(folder)
        self._stack.push_async_callback(self._stop_host)
        await self.host.start(self.keys)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop both."""
        await self._stack.__aexit__(kind, error, trace)

    def _new_host(self, folder: Path) -> AnyHost:
        port, mac = self.home.broker.port, self.home.broker.board.mac.hex(":")
        if self.scene.killable:
            return KillableHost(port, mac, folder / "table.json", self.arrivals)
        return Host((port, mac, self.scene.timing), self.file, self.arrivals.note, self.now)

    async def _stop_host(self) -> None:
        await self.host.stop()

    async def host_off(self) -> None:
        """Stop the host as a user does."""
        await self.host.stop()

    async def host_on(self) -> None:
        """Start a host on what the last one saved."""
        self.host = self._new_host(self.file.path.parent)
        await self.host.start(self.keys)

    async def set_channel(self, channel: int) -> None:
        """Change the broker's channel as the setting in Home Assistant does."""
        assert isinstance(self.host, Host)
        await self.host.session.set_channel(channel)

    # --- Judging ---

    async def drain(self, patience: float) -> float:
        """Give the home quiet time until nothing is under way; return when it began."""
        self.home.ether.conditions = Conditions()
        self.home.broker.console.bit_errors = 0.0
        began = self.now()
        end = time.monotonic() + patience
        while self.under_way(began) and time.monotonic() < end:
            await asyncio.sleep(LOOK_SECONDS)
        await asyncio.sleep(AFTERMATH_SECONDS)
        return began

    def under_way(self, until: float) -> set[Key]:
        """Return the samples taken until then that may still come."""
        arrived = self.arrivals.first().keys()
        table = self.table
        taken = (key for key, when in self.truth.taken.items() if when <= until)
        return {key for key in taken if key not in arrived and not given_up(table, key)}


def given_up(table: NodeTable, key: Key) -> bool:
    """Tell whether the host expects a sample no more."""
    node = table.node(key.mac)
    if node.epoch is None or node.epoch < key.epoch or node.samples.settled is None:
        return False
    return node.epoch > key.epoch or not wire.newer(key.number, node.samples.settled)
