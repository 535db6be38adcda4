"""Which samples the nodes have taken, and when: told by their memories, not by what they sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from campaign.memory import Kept, Reader
from simulator.board import Cause
from simulator.node import Node

NO_EPOCH: Final = 0


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One sample of the home."""

    mac: str
    epoch: int
    number: int


class Truth:
    """Every sample with the true time at which it came into its node's memory.

    Until a node's first seal its memory knows no epoch, and its samples have no name yet.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        """Take the time from the home's clock."""
        self.taken: dict[Key, float] = {}
        # By node: at which wake its memory began, and when each number came.
        self._nameless: dict[str, tuple[int, dict[int, float]]] = {}
        self._now = now
        self._reader = Reader()

    def watch(self, node: Node) -> None:
        """Look into a node's memory at each write."""
        node.board.remembered = lambda: self._look(node)

    def kept(self, node: Node) -> set[Key]:
        """Return the samples that a node keeps now."""
        kept = self._reader.read(node.board.rtc_memory)
        return set(keys(node, kept)) if kept and kept.epoch != NO_EPOCH else set()

    def nameless(self, node: Node) -> dict[int, float]:
        """Return when the samples came that a node has taken before its first seal, by number."""
        return dict(self._nameless.get(mac_of(node), (0, {}))[1])

    def _look(self, node: Node) -> None:
        kept = self._reader.read(node.board.rtc_memory)
        if kept and kept.epoch == NO_EPOCH:
            self._wait_for_names(node, kept)
        elif kept:
            self._name(node, kept)

    def _wait_for_names(self, node: Node, kept: Kept) -> None:
        """Note when samples came that have no epoch yet."""
        began, times = self._nameless.get(mac_of(node), (0, {}))
        if node.board.cause is not Cause.DEEP_SLEEP and began != node.wakes:
            began, times = node.wakes, {}
        for number in kept.numbers:
            times.setdefault(number, self._now())
        self._nameless[mac_of(node)] = began, times

    def _name(self, node: Node, kept: Kept) -> None:
        """Note when samples came; an epoch that begins numbers those that waited for it anew."""
        _, times = self._nameless.pop(mac_of(node), (0, {}))
        named = keys(node, kept)
        waited = [when for _, when in sorted(times.items())][-len(named) :] if named else []
        waited += [self._now()] * (len(named) - len(waited))
        for key, when in zip(named, waited, strict=True):
            self.taken.setdefault(key, when)


def mac_of(node: Node) -> str:
    """Return a node's MAC as the host writes it."""
    return node.mac.hex(":")


def keys(node: Node, kept: Kept) -> list[Key]:
    """Return the samples in a memory, oldest first."""
    return [Key(mac_of(node), kept.epoch, number) for number in kept.numbers]
