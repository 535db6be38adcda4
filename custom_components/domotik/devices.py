"""Broker and nodes in the device registry."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN, MANUFACTURER
from .node import HomeNode
from .protocol.messages import Hello


@callback
def known(hass: HomeAssistant, entry: ConfigEntry, mac: str) -> dr.DeviceEntry | None:
    """Return the device of that MAC, if it was registered."""
    return dr.async_get(hass).async_get_device_by_identifier((DOMAIN, mac), entry.entry_id)


@callback
def update_broker(hass: HomeAssistant, entry: ConfigEntry, hello: Hello | None) -> None:
    """Register the broker as it introduced itself."""
    if hello is None:
        return
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, hello.mac)},
        manufacturer=MANUFACTURER,
        model=hello.board or None,
        name=entry.title,
        serial_number=hello.mac,
        sw_version=hello.firmware or None,
    )


@callback
def update_node(hass: HomeAssistant, entry: ConfigEntry, home_node: HomeNode) -> None:
    """Register a node as its subentry and its last ANNOUNCE describe it."""
    announce = home_node.node.announce
    registry = dr.async_get(hass)
    broker = known(hass, entry, str(entry.unique_id))
    registry.async_get_or_create(
        config_entry_id=entry.entry_id,
        config_subentry_id=home_node.subentry_id,
        identifiers={(DOMAIN, home_node.mac)},
        manufacturer=MANUFACTURER,
        model=(announce and announce.model) or None,
        name=home_node.name,
        serial_number=home_node.mac,
        sw_version=(announce and announce.firmware) or None,
        via_device_id=broker.id if broker else None,
    )


@callback
def place_of(
    hass: HomeAssistant, entity: er.RegistryEntry | None, kind: str = "node"
) -> dict[str, str]:
    """Return an entity's node, or broker, and area by the names that the user sees."""
    device = dr.async_get(hass).async_get(entity.device_id or "") if entity else None
    if entity is None or device is None:
        return {}
    area = ar.async_get(hass).async_get_area(entity.area_id or device.area_id or "")
    name = device.name_by_user or device.name
    place = {kind: name} if name else {}
    return place | {"area": area.name} if area else place
