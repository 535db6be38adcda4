"""Another board in the place of a broker or a node: device, entities and history stay."""

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_DEVICE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import async_get_platforms

from . import devices
from .const import DOMAIN


async def replace_broker(
    hass: HomeAssistant, entry: ConfigEntry, mac: str, port: str, title: str
) -> None:
    """Let another board be the broker of an entry."""
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)
    _rename(hass, entry, str(entry.unique_id), mac)
    hass.config_entries.async_update_entry(
        entry, unique_id=mac, data={CONF_DEVICE: port}, title=title
    )
    hass.config_entries.async_schedule_reload(entry.entry_id)


@callback
def boards_before(hass: HomeAssistant, entry: ConfigEntry) -> dict[str | None, str]:
    """Return the MACs by which the registry knows the devices of an entry's subentries."""
    return {
        device.config_subentry_id: mac
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        for domain, mac in device.identifiers
        if domain == DOMAIN
    }


async def follow_node(hass: HomeAssistant, entry: ConfigEntry, before: str, mac: str) -> None:
    """Give the device of one board to another."""
    await _remove_entities(hass, entry, before)
    _rename(hass, entry, before, mac)


async def _remove_entities(hass: HomeAssistant, entry: ConfigEntry, mac: str) -> None:
    """Take a board's entities away; what the registry knows of them stays."""
    for platform in async_get_platforms(hass, DOMAIN):
        if platform.config_entry is not entry:
            continue
        for entity_id, entity in list(platform.entities.items()):
            if (entity.unique_id or "").startswith(f"{mac}-"):
                await platform.async_remove_entity(entity_id)


@callback
def _rename(hass: HomeAssistant, entry: ConfigEntry, before: str, mac: str) -> None:
    """Write another MAC into the registries wherever a board's MAC stands."""
    registry, entities = dr.async_get(hass), er.async_get(hass)
    if device := devices.known(hass, entry, before):
        registry.async_update_device(device.id, new_identifiers={(DOMAIN, mac)}, serial_number=mac)
    for entity in er.async_entries_for_config_entry(entities, entry.entry_id):
        if entity.unique_id.startswith(f"{before}-"):
            entities.async_update_entity(
                entity.entity_id, new_unique_id=mac + entity.unique_id.removeprefix(before)
            )
