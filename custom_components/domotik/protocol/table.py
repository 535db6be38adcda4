"""Every node that a home has, whichever broker hears it."""

from typing import Any, Self

from .nodes import HEARTBEAT, SILENT_HEARTBEATS, Node


class NodeTable:
    """Nodes by MAC."""

    def __init__(self) -> None:
        """Start without a node."""
        self.nodes: dict[str, Node] = {}

    def node(self, mac: str) -> Node:
        """Return a node, a new one if it isn't known."""
        return self.nodes.setdefault(mac, Node(mac))

    def forget(self, mac: str) -> None:
        """Drop all that is known of a node."""
        self.nodes.pop(mac, None)

    def replace(self, before: str, mac: str) -> None:
        """Expect of a board what another one in its place has reported."""
        self.node(mac).objects |= self.node(before).objects
        self.forget(before)

    def shift(self, step: float, before: float) -> None:
        """Move all times along with the host's clock, which stood at `before` when it was set."""
        for node in self.nodes.values():
            node.shift(step, before)

    def hold(self, mac: str) -> float:
        """Return for how many seconds a node's reading speaks for it."""
        node = self.nodes.get(mac)
        return SILENT_HEARTBEATS * (node.heartbeat if node else HEARTBEAT)

    def as_dict(self) -> dict[str, Any]:
        """Return a plain form for storage."""
        return {mac: node.as_dict() for mac, node in self.nodes.items()}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """Return the table that `as_dict` stored."""
        table = cls()
        table.nodes = {mac: Node.from_dict(mac, node) for mac, node in stored.items()}
        return table
