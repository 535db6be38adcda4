"""What has to outlive a restart: one node table for all brokers of the home."""

from collections.abc import Collection
from typing import Any, Final

from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .file_set import FileSet
from .protocol.table import NodeTable

# Few nodes in a file keep each write short, and flash alive.
NODES_A_FILE: Final = 8


class NodeStore:
    """The node table and its files."""

    about = "What was known of nodes"

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare an empty table."""
        self.table = NodeTable()
        self._files = FileSet[str](hass, DOMAIN, NODES_A_FILE, self)

    async def load(self) -> None:
        """Read the table from its files."""
        await self._files.load()

    async def save(self, macs: Collection[str] | None = None) -> bool:
        """Write what has changed, of these nodes or of all; tell whether that is on the disk."""
        return await self._files.save(macs)

    async def remove(self) -> None:
        """Forget all nodes, and remove the files."""
        self.table.nodes.clear()
        await self._files.remove()

    def keys(self) -> Collection[str]:
        """Return the MACs of all nodes."""
        return self.table.nodes.keys()

    def pack(self, keys: set[str], *, first: bool) -> dict[str, Any]:  # noqa: ARG002
        """Return what a file holds of some nodes."""
        return {"nodes": {mac: self.table.nodes[mac].as_dict() for mac in sorted(keys)}}

    def unpack(self, stored: dict[str, Any]) -> set[str]:
        """Add a file's nodes to the table."""
        nodes = NodeTable.from_dict(stored["nodes"]).nodes
        self.table.nodes |= nodes
        return set(nodes)
