"""Setting up an entry at once when its port appears, ahead of Home Assistant's own retries."""

import asyncio
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_DEVICE
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .protocol.ports import port_exists

LOOK: Final = 1.0
WATCHES: Final[HassKey[dict[str, asyncio.Task[None]]]] = HassKey(f"{DOMAIN}_port_watches")
WAITING: Final = {ConfigEntryState.SETUP_IN_PROGRESS, ConfigEntryState.SETUP_RETRY}


@callback
def set_up_when_port_appears(hass: HomeAssistant, entry: ConfigEntry, *, missing: bool) -> None:
    """Watch the port of an entry whose setup failed, for as long as it waits to be retried.

    Whether it was `missing` then counts: it may be there before the first look.
    """
    watches = hass.data.setdefault(WATCHES, {})
    if (watch := watches.pop(entry.entry_id, None)) is not None:
        watch.cancel()
    watches[entry.entry_id] = hass.async_create_background_task(
        _watch(hass, entry, there=not missing), f"Domotik port watch {entry.title}"
    )


async def _watch(hass: HomeAssistant, entry: ConfigEntry, *, there: bool) -> None:
    """Reload the entry when its port was missing and is there."""
    while entry.state in WAITING:
        await asyncio.sleep(LOOK)
        was_there, there = there, await port_exists(entry.data[CONF_DEVICE])
        if there and not was_there and entry.state is ConfigEntryState.SETUP_RETRY:
            hass.config_entries.async_schedule_reload(entry.entry_id)
            return
