"""What has to outlive a restart: one node table for all brokers of the home."""

from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .protocol.table import NodeTable
from .safe_file import SafeFile


class NodeStore:
    """The node table and its file."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare an empty table."""
        self.table = NodeTable()
        self._file = SafeFile(hass, DOMAIN)

    async def load(self) -> None:
        """Read the table from its file."""
        stored = await self._file.load()
        if stored:
            self.table = NodeTable.from_dict(stored["nodes"])

    async def save(self) -> bool:
        """Write the table; tell whether it is on the disk."""
        return await self._file.save({"nodes": self.table.as_dict()})

    async def remove(self) -> None:
        """Forget all nodes, and remove the file."""
        self.table.nodes.clear()
        await self._file.remove()
