"""The displays of one entry."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from . import issues
from .const import DOMAIN, MANUFACTURER, SUBENTRY_DISPLAY
from .display_memory import async_get_store
from .summary_display import Display

if TYPE_CHECKING:
    from .hub import Hub

# Topic of displays that come and go.
DISPLAYS: Final = "displays"


class Displays:
    """The displays of an entry, kept as its subentries say."""

    def __init__(self, hass: HomeAssistant, hub: Hub) -> None:
        """Start without one."""
        self._hass, self._hub = hass, hub
        self._by_id: dict[str, Display] = {}

    def __iter__(self) -> Iterator[Display]:
        """Return the displays."""
        return iter(self._by_id.values())

    async def apply_entry(self) -> None:
        """Add, change and remove what the subentries say."""
        entry = self._hub.entry
        subentries = {
            subentry.subentry_id: subentry
            for subentry in entry.get_subentries_of_type(SUBENTRY_DISPLAY)
        }
        store = await async_get_store(self._hass)
        for key in self._by_id.keys() - subentries.keys():
            display = self._by_id.pop(key)
            await display.stop()
            store.forget(key)
            issues.clear_all(self._hass, key)
        for key, subentry in subentries.items():
            if key in self._by_id:
                self._by_id[key].apply(subentry)
            else:
                self._by_id[key] = Display(self._hass, self._hub, subentry, store)
            self._register(self._by_id[key])
        self._hub.tell(DISPLAYS)

    async def stop(self) -> None:
        """Leave all panels asleep."""
        displays = list(self._by_id.values())
        self._by_id.clear()
        await asyncio.gather(*(display.stop() for display in displays))

    def _register(self, display: Display) -> None:
        """Keep a display's device as its settings say."""
        panel = display.settings.panel
        dr.async_get(self._hass).async_get_or_create(
            config_entry_id=self._hub.entry.entry_id,
            config_subentry_id=display.id,
            identifiers={(DOMAIN, display.id)},
            manufacturer="Waveshare" if panel.driver else MANUFACTURER,
            model=panel.name,
            name=display.name,
        )
