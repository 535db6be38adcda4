"""Somebody with a radio: floods the broker, and answers nodes before the broker can."""

import asyncio
import random
import time
from collections import Counter

from campaign.forgeries import Forge, Forger
from custom_components.domotik.protocol import wire
from simulator.ether import Ether, Frame
from simulator.home import Home

# Of what is sent to the broker. The serial line takes some 60 of these in a second.
SHARE_IN_NODES_NAMES = 0.08
PROCESSING_SECONDS = 0.0002


class Attacker:
    """Sends what a forger makes."""

    def __init__(self, home: Home, share: float = SHARE_IN_NODES_NAMES, seed: int = 8) -> None:
        """Stand near a home that runs."""
        self.forger = Forger(home, seed)
        self.sent: Counter[str] = Counter()
        self._home = home
        self._share = share
        self._luck = random.Random(seed)

    async def flood(self, frames: int, rate: float) -> None:
        """Send so many frames to the broker, so many in a second at most.

        What is late stays late: no radio sends faster to make up for it.
        """
        due = time.monotonic()
        for _ in range(frames):
            self._send(self._choose())
            due = max(due + 1 / rate, time.monotonic())
            await asyncio.sleep(due - time.monotonic())

    async def replay(self, rate: float) -> None:
        """Send again all that was heard of the nodes."""
        for frame in list(self.forger.heard):
            self._inject("replayed", frame)
            await asyncio.sleep(1 / rate)

    def answer_nodes(self, frame: Frame) -> None:
        """Answer a node's frame with lies of all kinds; a tap of the ether."""
        header = wire.unpack_header(frame.message)
        if frame.source not in self._macs() or header is None:
            return
        kind, _, epoch, counter = header
        if kind == wire.PROBE:
            lies = [self.forger.probe_reply(frame.source, epoch, counter)]
        else:
            lies = [self.forger.ack(frame.source, epoch, counter)]
            lies += [self.forger.mail(frame.source, epoch) for _ in range(2)]
        self._inject_soon(frame, lies)

    def lull_nodes(self, frame: Frame) -> bool:
        """Keep a node's frame from the broker, and tell the node that all is well; a tap."""
        header = wire.unpack_header(frame.message)
        if frame.source not in self._macs() or header is None:
            return False
        self._inject_soon(frame, [self.forger.kept(frame.source, *header[2:])])
        return True

    def _choose(self) -> Forge:
        if self._luck.random() >= self._share:
            return self.forger.stranger
        return self._luck.choice(self.forger.in_a_nodes_name())

    def _send(self, forge: Forge) -> None:
        self._inject(forge.__name__, forge())

    def _inject(self, name: str, frame: Frame) -> None:
        self.sent[name] += 1
        self._ether.inject(frame)

    def _inject_soon(self, heard: Frame, lies: list[Frame]) -> None:
        """Speak as soon as what was heard has gone: the broker has no chance to be faster."""
        loop = asyncio.get_running_loop()
        for lie in lies:
            loop.call_later(heard.airtime + PROCESSING_SECONDS, self._inject, "answers", lie)

    @property
    def _ether(self) -> Ether:
        return self._home.ether

    def _macs(self) -> set[bytes]:
        return {node.mac for node in self._home.nodes}
