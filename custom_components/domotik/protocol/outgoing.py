"""What should lie in a broker's mailbox: letters sealed, each counter on the disk beforehand."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass

from . import seal
from .nodes import Node
from .table import NodeTable


@dataclass(frozen=True, slots=True)
class Post:
    """A letter in its envelope, and for how many seconds it lives."""

    mac: str
    key: int
    lives: int
    frame: bytes

    @property
    def place(self) -> tuple[str, int]:
        """Return what only one letter of a mailbox can have."""
        return self.mac, self.key


async def outgoing(
    table: NodeTable, macs: Iterable[str], now: float, save: Callable[[], Awaitable[bool]]
) -> list[Post] | None:
    """Return the letters that may leave, in order; None when their counters can't be saved."""
    nodes = [table.nodes[mac] for mac in sorted(macs) if mac in table.nodes]
    for node in nodes:
        node.stamp_letters()
    unsafe = [
        (letter, letter.counter)
        for node in nodes
        for letter in node.mailbox.pending
        if letter.counter is not None and not letter.safe
    ]
    if unsafe and not await save():
        return None
    for letter, counter in unsafe:
        # An epoch may have begun meanwhile, and taken the counter away.
        letter.safe = letter.safe or letter.counter == counter
    return [post for node in nodes for post in _posts(node, now)]


def _posts(node: Node, now: float) -> Iterator[Post]:
    """Seal what may leave."""
    for letter in node.mailbox.pending:
        if letter.safe and node.epoch is not None and letter.counter is not None:
            item = letter.item
            body = bytes((item.key,)) + item.value
            frame = seal.mail(
                node.mac, node.key, node.epoch, letter.counter, body, node.versions.spoken
            )
            lives = max(1, round(letter.ends - now))
            yield Post(node.mac, item.key, lives, frame)
