"""A host that updates nodes: the protocol layer at a broker's port, used as the hub does."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from campaign.flashed import KEY, FlashedNode
from campaign.host import QUICK
from custom_components.domotik.protocol.firmware import Firmware
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.outgoing import Post, outgoing
from custom_components.domotik.protocol.session import Session
from custom_components.domotik.protocol.table import NodeTable
from custom_components.domotik.protocol.transfer import Stage, read_want
from custom_components.domotik.protocol.updates import Updates
from simulator.board import Board

START_SECONDS = 120
APART_SECONDS = 0.2


class AnyBroker(Protocol):
    """A board on a port."""

    board: Board

    @property
    def port(self) -> str:
        """Return the path of its port."""


class UpdateHost:
    """The protocol layer at a broker's port, with updates as the integration runs them."""

    def __init__(
        self, broker: AnyBroker, nodes: Sequence[FlashedNode], new: Firmware, at_once: int = 1
    ) -> None:
        """Serve nodes, and bring a version."""
        self.table = NodeTable()
        self.updates = Updates(new, at_once)
        self.samples: list[tuple[str, Fresh]] = []
        self.frames = 0
        self.wanted: set[int] = set()
        self._macs = {node.mac for node in nodes}
        self._unconfirmed: set[str] = set()
        for mac in self._macs:
            self.table.node(mac).trust(KEY)
        self.session = Session(broker.port, broker.board.mac.hex(":"), self, QUICK)

    def now(self) -> float:
        """Return seconds."""
        return asyncio.get_running_loop().time() + 1e9

    def stage(self, node: FlashedNode) -> Stage | None:
        """Return how far a node's update is."""
        transfer = self.updates.of(node.mac)
        return transfer.stage if transfer else None

    def version(self, node: FlashedNode) -> str:
        """Return which firmware a node says it runs."""
        announce = self.table.node(node.mac).announce
        return announce.firmware if announce else ""

    async def start(self, nodes: Sequence[FlashedNode]) -> None:
        """Open the session, start the nodes, and wait until all have said what they are."""
        await self.session.start()
        self.session.own(self._macs)
        for node in nodes:
            node.launcher.start()
            # Not all at once, again and again.
            await asyncio.sleep(APART_SECONDS)
        async with asyncio.timeout(START_SECONDS):
            while not all(self.version(node) for node in nodes):
                await asyncio.sleep(0.05)

    async def ended(self, node: FlashedNode, seconds: float = 150) -> Stage | None:
        """Return how a node's update ended, or how far it is after so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (transfer := self.updates.of(node.mac)) and not transfer.over:
                    await asyncio.sleep(0.05)
        return self.stage(node)

    def reason(self, node: FlashedNode) -> str:
        """Return why a node's update failed."""
        transfer = self.updates.of(node.mac)
        return transfer.reason if transfer else ""

    def begin(self, *nodes: FlashedNode) -> None:
        """Queue updates."""
        for node in nodes:
            self.updates.begin(self.table.node(node.mac))
        self._take_turns()

    def received(self, received: Received) -> None:
        """Take a frame."""
        self.frames += 1
        if received.mac not in self._macs:
            return
        node = self.table.node(received.mac)
        letters = node.mailbox.pending
        self.samples += [(received.mac, fresh) for fresh in node.apply(received, self.now())]
        self._unconfirmed.add(received.mac)
        want = read_want(node.announce.update) if node.announce else None
        if want:
            self.wanted.add(want.number)
        if self.updates.hear(node, self.now()) or letters:
            self._take_turns()

    def _take_turns(self) -> None:
        self.updates.take_turns(self.table.nodes, self.now())
        self.session.post()

    def opened(self) -> None:
        """Confirm every node again."""
        self._unconfirmed |= self._macs

    async def settle(self) -> Mapping[str, bytes]:
        """Return the confirms of what was there before."""
        macs, self._unconfirmed = self._unconfirmed, set()
        confirms = {mac: self.table.node(mac).confirm() for mac in sorted(macs)}
        return {mac: confirm for mac, confirm in confirms.items() if confirm}

    async def mail(self) -> Sequence[Post] | None:
        """Return what the broker should hold."""

        async def save() -> bool:
            return True

        letters = await outgoing(self.table, self._macs, self.now(), save)
        return None if letters is None else [*letters, *self.updates.posts()]

    def link_changed(self) -> None:
        """Show nothing."""
