"""What displays remember over a restart."""

from datetime import datetime
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .display.pace import Memory

SAVE_DELAY: Final = 1.0


class DisplayStore:
    """The memories of all displays, and their file."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare an empty memory."""
        self._file: Store[dict[str, dict[str, Any]]] = Store(hass, 1, f"{DOMAIN}.displays")
        self._memories: dict[str, Memory] = {}

    async def load(self) -> None:
        """Read the file."""
        for key, stored in (await self._file.async_load() or {}).items():
            self._memories[key] = Memory(
                _moment(stored["tried"]),
                _moment(stored["shown"]),
                stored["digest"],
                stored["failures"],
            )

    def memory(self, key: str) -> Memory:
        """Return the memory of a display."""
        return self._memories.setdefault(key, Memory())

    def forget(self, key: str) -> None:
        """Forget a display that was removed."""
        self._memories.pop(key, None)
        self.save()

    async def remove(self) -> None:
        """Forget all displays, and remove the file."""
        self._memories.clear()
        await self._file.async_remove()

    @callback
    def save(self) -> None:
        """Write the file soon."""
        self._file.async_delay_save(self._stored, SAVE_DELAY)

    def _stored(self) -> dict[str, dict[str, Any]]:
        """Return all memories as JSON."""
        return {
            key: {
                "tried": memory.tried and memory.tried.isoformat(),
                "shown": memory.shown and memory.shown.isoformat(),
                "digest": memory.digest,
                "failures": memory.failures,
            }
            for key, memory in self._memories.items()
        }


def _moment(text: str | None) -> datetime | None:
    """Return a stored time."""
    return dt_util.parse_datetime(text) if text else None


STORE: Final[HassKey[DisplayStore]] = HassKey(f"{DOMAIN}_displays")


async def async_get_store(hass: HomeAssistant) -> DisplayStore:
    """Return the memory of all displays, read once."""
    if STORE not in hass.data:
        store = DisplayStore(hass)
        await store.load()
        # Another entry may have come first while this one waited for the file.
        hass.data.setdefault(STORE, store)
    return hass.data[STORE]
