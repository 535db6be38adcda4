"""What has to outlive a restart: one node table for all brokers of the home."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .protocol.table import NodeTable

VERSION: Final = 1


class NodeStore:
    """The node table and its file."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare an empty table."""
        self.table = NodeTable()
        self._file: Store[dict[str, Any]] = Store(hass, VERSION, DOMAIN)

    async def load(self) -> None:
        """Read the table from its file."""
        stored = await self._file.async_load()
        if stored:
            self.table = NodeTable.from_dict(stored["nodes"])

    async def save(self) -> None:
        """Write the table as it is now."""
        await self._file.async_save({"nodes": self.table.as_dict()})


STORE: Final[HassKey[NodeStore]] = HassKey(DOMAIN)


async def async_get_store(hass: HomeAssistant) -> NodeStore:
    """Return the home's store, read once."""
    if STORE not in hass.data:
        store = NodeStore(hass)
        await store.load()
        # Another entry may have come first while this one waited for the file.
        hass.data.setdefault(STORE, store)
    return hass.data[STORE]
