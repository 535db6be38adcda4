"""Domotik: battery nodes report by radio to a broker on a USB port.

Here lives what Home Assistant asks an integration for: setting up and removing a broker, flows,
devices, entities, actions, repairs. No bytes: what a frame means is known to `protocol/`.
"""

from datetime import timedelta
from typing import Final

from homeassistant.const import CONF_DEVICE, CONF_MAC, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady, HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.typing import ConfigType

from . import issues, port_watch
from .const import DOMAIN, PLATFORMS, SUBENTRY_NODE
from .dashboard import async_setup_dashboard
from .display_action import async_setup_refresh_display
from .display_memory import async_get_store
from .faults import fault_key
from .home import Home, async_get_home
from .hub import DomotikConfigEntry, Hub
from .link_statistics import async_setup_link_statistics
from .protocol.errors import DomotikError, PortMissing
from .protocol.ports import without_query
from .services import async_setup_wishes

SILENCE_LOOK: Final = timedelta(seconds=5)
CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
UNCLAIMED_LOOK: Final = timedelta(minutes=1)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Register the actions, which are there whether a broker is or not."""
    async_setup_dashboard(hass)
    async_setup_link_statistics(hass)
    async_setup_refresh_display(hass)
    async_setup_wishes(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: DomotikConfigEntry) -> bool:
    """Open the broker's port, then add what its nodes report."""
    home = await _home(hass)
    hub = Hub(hass, entry, home)
    try:
        await hub.session.start()
    except DomotikError as err:
        issues.show_version(hass, entry, err)
        port_watch.set_up_when_port_appears(hass, entry, missing=isinstance(err, PortMissing))
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key=fault_key(err),
            translation_placeholders={"port": without_query(entry.data[CONF_DEVICE])},
        ) from err
    # First of all, so that a setup that fails further on frees the port too.
    entry.async_on_unload(hub.stop)
    entry.runtime_data = hub
    home.join(hub)
    entry.async_on_unload(lambda: home.leave(hub))
    await hub.apply_entry()
    # So that no entity first shows its value from before a restart, as if that were current.
    await hub.session.catch_up()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)

    async def stop(_: Event) -> None:
        await hub.stop()

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop))
    for look, interval in (
        (hub.look_for_silence, SILENCE_LOOK),
        (hub.watch.look_for_loss, SILENCE_LOOK),
        (hub.watch.look_for_unclaimed, UNCLAIMED_LOOK),
    ):
        entry.async_on_unload(
            async_track_time_interval(hass, look, interval, cancel_on_shutdown=True)
        )
    entry.async_on_unload(hub.watch.stop)
    entry.async_on_unload(entry.add_update_listener(_async_entry_changed))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: DomotikConfigEntry) -> bool:
    """Remove the entities; the port is freed after them."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: DomotikConfigEntry) -> None:
    """Forget the nodes of a broker that is removed."""
    issues.clear_all(hass, entry.entry_id)
    store = (await async_get_home(hass)).store
    for subentry in entry.get_subentries_of_type(SUBENTRY_NODE):
        store.table.forget(subentry.data[CONF_MAC])
    await store.save()
    if all(each.entry_id == entry.entry_id for each in hass.config_entries.async_entries(DOMAIN)):
        await _async_leave_nothing(hass)


async def _async_leave_nothing(hass: HomeAssistant) -> None:
    """Remove what was kept for the brokers that there were."""
    home = await async_get_home(hass)
    await home.store.remove()
    await home.history.remove()
    await (await async_get_store(hass)).remove()


async def _home(hass: HomeAssistant) -> Home:
    """Return the home; without its storage nothing could be kept, so it is tried again."""
    try:
        return await async_get_home(hass)
    except HomeAssistantError as err:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="storage_unreadable",
            translation_placeholders={"error": str(err)},
        ) from err


async def _async_entry_changed(_hass: HomeAssistant, entry: DomotikConfigEntry) -> None:
    """Apply what changed; a reload would close the port and may reset the board."""
    await entry.runtime_data.apply_entry()
