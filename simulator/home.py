"""A whole home: one broker on a serial port, and nodes in rooms."""

import asyncio
import random
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from simulator.board import Board
from simulator.broker import Broker
from simulator.bus import BoardBus
from simulator.clock import Clock
from simulator.ether import Conditions, Ether, Frame
from simulator.launcher import Launcher
from simulator.node import Node
from simulator.ntp import NtpServer
from simulator.plan import Plan, name_of
from simulator.room import Room
from simulator.wifi import AccessPoint

MAC_PREFIX = bytes.fromhex("240ac4")
BROKER_PLACE = 1
NODE_PLACE = 0x100
HOUSE_SIZE = 0x10000
STAGGER_SECONDS = 0.15


def mac_of(place: int, house: int = 0) -> bytes:
    """Return the address of a house's n-th board."""
    return MAC_PREFIX + (house * HOUSE_SIZE + place).to_bytes(3)


def node_mac(place: int) -> bytes:
    """Return the address of the first house's n-th node, from 0."""
    return mac_of(NODE_PLACE + place)


class BoardCrashed(Exception):
    """The firmware of a board ended in a traceback."""


class Home:
    """`async with Home(Plan(nodes=2)) as home:` runs it; a firmware crash fails the block."""

    def __init__(
        self,
        plan: Plan | None = None,
        conditions: Conditions | None = None,
        ether: Ether | None = None,
    ) -> None:
        """Build the home, on an ether of its own or a neighbour's; nothing runs yet."""
        self.plan = plan or Plan()
        self.clock = Clock(self.plan.scale)
        self.ether = ether or Ether(conditions, self.plan.seed)
        self.bus = BoardBus(self.ether)
        self.nodes: list[Node] = []
        self.wifi_nodes: list[Node] = []
        self.access_point = AccessPoint()
        self.ntp = NtpServer(self.clock)
        self.log: Callable[[str, str], None] = lambda _name, _event: None
        self.broker: Broker
        self._luck = random.Random(self.plan.seed)
        self._stack = AsyncExitStack()
        self._starts: list[asyncio.TimerHandle] = []

    @property
    def launchers(self) -> list[Launcher]:
        """Return what runs the boards, the broker's first."""
        nodes = self.nodes + self.wifi_nodes
        return [self.broker.launcher, *(node.launcher for node in nodes)]

    @property
    def crashes(self) -> list[str]:
        """Return every traceback that ended a program; a test that wants one clears it."""
        return [
            f"{launcher.board.name}: {crash}"
            for launcher in self.launchers
            for crash in launcher.crashes
        ]

    async def __aenter__(self) -> Self:
        """Start the broker, then the nodes one after the other."""
        folder = self.plan.folder or Path(
            self._stack.enter_context(tempfile.TemporaryDirectory(prefix="domotik-"))
        )
        try:
            await self._start(folder)
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def _start(self, folder: Path) -> None:
        await self.bus.start()
        if self.plan.wifi:
            await self._stack.enter_async_context(self.ntp)
        self._stack.push_async_callback(self.bus.stop)
        self._build(folder)
        self.ether.taps.append(self._count)
        self._stack.push_async_callback(self._stop_boards)
        self.broker.start()
        loop = asyncio.get_running_loop()
        for place, node in enumerate(self.nodes + self.wifi_nodes, 1):
            self._starts.append(loop.call_later(place * STAGGER_SECONDS, node.launcher.start))

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything: no process, file or port is left."""
        crashes = self.crashes
        await self._stack.aclose()
        if crashes and kind is None:
            raise BoardCrashed("\n\n".join(crashes))

    def node(self, name: str) -> Node:
        """Return the node of a room."""
        return next(node for node in self.nodes + self.wifi_nodes if node.name == name)

    def _build(self, folder: Path) -> None:
        board = self._board("Broker", BROKER_PLACE, folder)
        self.broker = Broker(board, self.plan, self.bus, folder, self._flash(board, folder))
        for place in range(self.plan.nodes):
            self.nodes.append(self._node(place, folder))
        if self.plan.wifi:
            for place in range(self.plan.nodes, self.plan.nodes + self.plan.wifi.nodes):
                node = self._node(place, folder)
                node.go_by_wifi(self.plan, self.access_point, self.ntp.address)
                self.wifi_nodes.append(node)
        for launcher in self.launchers:
            launcher.log = self._logger(launcher.board.name)

    def _node(self, place: int, folder: Path) -> Node:
        board = self._board(name_of(place), NODE_PLACE + place, folder)
        board.inputs.soc = self.plan.soc
        room = Room(board.name, self.plan.seed)
        return Node(board, room, self.plan, self.bus, self._flash(board, folder))

    def _board(self, name: str, place: int, folder: Path) -> Board:
        mac = mac_of(place, self.plan.house)
        drift = self._luck.uniform(-self.plan.drift, self.plan.drift)
        board = Board(name, mac, self.clock, drift=drift, seed=self.plan.seed + place)
        board.radio.position = (self._luck.uniform(0, 12), self._luck.uniform(0, 9))
        board.nvs.load(folder / f"{mac.hex()}.nvs")
        self.bus.add(board)
        return board

    def _flash(self, board: Board, folder: Path) -> Path:
        flash = folder / board.mac.hex()
        flash.mkdir(exist_ok=True)
        return flash

    def _logger(self, name: str) -> Callable[[str], None]:
        return lambda event: self.log(name, event)

    def _count(self, frame: Frame) -> None:
        for node in self.nodes:
            if node.mac == frame.source:
                node.reports.see(frame)
                self.log(node.name, f"sends {len(frame.message)} bytes")

    async def _stop_boards(self) -> None:
        for start in self._starts:
            start.cancel()
        await self.broker.stop()
        await asyncio.gather(*(node.launcher.stop() for node in self.nodes + self.wifi_nodes))
        for launcher in self.launchers:
            launcher.board.nvs.save()
