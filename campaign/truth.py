"""Which samples the nodes have taken, and when: told by their memories, not by what they sent."""

from collections.abc import Callable
from dataclasses import dataclass

from campaign.memory import Kept, Reader
from simulator.node import Node


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One sample of the home."""

    mac: str
    epoch: int
    number: int


class Truth:
    """Every sample with the true time at which it came into its node's memory."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Take the time from the home's clock."""
        self.taken: dict[Key, float] = {}
        self._now = now
        self._reader = Reader()

    def watch(self, node: Node) -> None:
        """Look into a node's memory at each write."""
        node.board.remembered = lambda: self._look(node)

    def kept(self, node: Node) -> set[Key]:
        """Return the samples that a node keeps now."""
        return keys(node, self._reader.read(node.board.rtc_memory))

    def _look(self, node: Node) -> None:
        now = self._now()
        for key in self.kept(node):
            self.taken.setdefault(key, now)


def mac_of(node: Node) -> str:
    """Return a node's MAC as the host writes it."""
    return node.mac.hex(":")


def keys(node: Node, kept: Kept | None) -> set[Key]:
    """Return the samples in a memory."""
    if kept is None:
        return set()
    return {Key(mac_of(node), kept.epoch, number) for number in kept.numbers}
