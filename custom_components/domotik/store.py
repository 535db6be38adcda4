"""What has to outlive a restart: one node table for all brokers of the home."""

from homeassistant.core import HomeAssistant

from .const import DOMAIN, LOGGER
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
        if not stored:
            return
        try:
            self.table = NodeTable.from_dict(stored["nodes"])
        except (AttributeError, KeyError, TypeError, ValueError) as err:
            fault = repr(err)
        else:
            return
        # Keys are in the entries, and nodes go on by themselves.
        place = await self._file.set_aside()
        LOGGER.error(
            "What was known of nodes can't be read (%s): it begins anew, the file is now %s",
            fault,
            place,
        )

    async def save(self) -> bool:
        """Write the table; tell whether it is on the disk."""
        return await self._file.save({"nodes": self.table.as_dict()})

    async def remove(self) -> None:
        """Forget all nodes, and remove the file."""
        self.table.nodes.clear()
        await self._file.remove()
