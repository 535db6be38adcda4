"""What Home Assistant's system information says of us."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .hub import DomotikConfigEntry
from .protocol import wire


@callback
def async_register(_hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register the information."""
    register.async_register_info(system_health_info)


async def system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return how many of our brokers and nodes there are, and how many answer."""
    entries: list[DomotikConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    hubs = [entry.runtime_data for entry in entries]
    nodes = [(hub, node) for hub in hubs for node in hub.nodes.values()]
    hellos = [hub.session.broker.hello for hub in hubs]
    return {
        "brokers": len(hass.config_entries.async_entries(DOMAIN)),
        "brokers_connected": sum(hub.available for hub in hubs),
        "broker_firmware": ", ".join(sorted({hello.firmware for hello in hellos if hello})) or "-",
        "nodes": len(nodes),
        "nodes_reachable": sum(hub.hears(node) for hub, node in nodes),
        "protocol_version": wire.PROTOCOL_VERSION,
    }
