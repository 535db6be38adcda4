"""The updates of all nodes: one after the other, because they share the air and the link."""

from collections.abc import Iterator, Mapping

from . import items
from .errors import MailboxFull
from .firmware import Firmware
from .nodes import Node
from .outgoing import Post
from .transfer import Stage, Transfer, read_want


class Updates:
    """Who gets which version, who is next, and how it ended."""

    def __init__(self, firmware: Firmware | None, at_once: int = 1) -> None:
        """Bring one version for nodes, or none."""
        self.firmware = firmware
        self._at_once = at_once
        self._transfers: dict[str, Transfer] = {}

    @property
    def busy(self) -> bool:
        """Tell whether any update is not over."""
        return any(not each.over for each in self._transfers.values())

    def of(self, mac: str) -> Transfer | None:
        """Return the update of a node, the last one when it is over."""
        return self._transfers.get(mac)

    def begin(self, node: Node) -> Transfer | None:
        """Queue a node; None where there is nothing to bring."""
        if self.firmware is None:
            return None
        transfer = self._transfers[node.mac] = Transfer(node, self.firmware)
        return transfer

    def forget(self, mac: str) -> None:
        """Drop what is known of a node's update."""
        self._transfers.pop(mac, None)

    def hear(self, node: Node, now: float) -> bool:
        """Look at what a node has said; tell whether the broker should hold other chunks."""
        transfer = self._transfers.get(node.mac)
        if transfer is None or transfer.over:
            transfer = self._resumed(node)
        if transfer is None:
            return False
        before = list(transfer.posts())
        transfer.hear(now)
        return any((transfer.over, list(transfer.posts()) != before))

    def take_turns(self, nodes: Mapping[str, Node], now: float) -> None:
        """Offer the version to the next in the queue when somebody's turn is over."""
        for mac in [mac for mac in self._transfers if mac not in nodes]:
            self.forget(mac)
        live = [each for each in self._transfers.values() if not each.over]
        for transfer in live:
            transfer.hear(now)
        busy = sum(each.stage is not Stage.WAITING and not each.over for each in live)
        for transfer in live:
            if busy < self._at_once and transfer.stage is Stage.WAITING:
                busy += self._offer(transfer, now)

    def posts(self) -> Iterator[Post]:
        """Return the chunks that brokers should hold."""
        for transfer in self._transfers.values():
            yield from transfer.posts()

    def _offer(self, transfer: Transfer, now: float) -> bool:
        """Leave the offer in the node's mailbox; False while that is full."""
        firmware = transfer.firmware
        try:
            transfer.node.send(items.update(firmware.offer, firmware.version), now)
        except MailboxFull:
            return False
        transfer.offer(now)
        return True

    def _resumed(self, node: Node) -> Transfer | None:
        """Return the update that a node goes on with, after a restart of ours or its silence."""
        told = node.announce
        want = read_want(told.update) if told else None
        if want is None or self.firmware is None or want.digest != self.firmware.mark:
            return None
        transfer = self._transfers[node.mac] = Transfer(node, self.firmware)
        transfer.offer(node.last_seen or 0.0)
        return transfer
