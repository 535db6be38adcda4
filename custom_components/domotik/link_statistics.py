"""The action that answers with how well the radio and the links work."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

import voluptuous as vol
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .hub import DomotikConfigEntry, Hub
from .node import HomeNode

LINK_STATISTICS: Final = "link_statistics"
# Any, because Home Assistant answers this import with an engine of another name.
SCHEMA: Final[Any] = vol.Schema({vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string})


@callback
def async_setup_link_statistics(hass: HomeAssistant) -> None:
    """Register the action."""
    hass.services.async_register(
        DOMAIN,
        LINK_STATISTICS,
        _link_statistics,
        schema=SCHEMA,
        supports_response=SupportsResponse.ONLY,
    )


async def _link_statistics(call: ServiceCall) -> ServiceResponse:
    """Return the figures of one broker and its nodes, or of all."""
    entry_id = call.data.get(ATTR_CONFIG_ENTRY_ID)
    return {"brokers": [_broker(entry.runtime_data) for entry in _entries(call.hass, entry_id)]}


def _entries(hass: HomeAssistant, entry_id: str | None) -> list[DomotikConfigEntry]:
    """Return the entry that is meant, or raise why it can't be; all without one."""
    if entry_id is None:
        return hass.config_entries.async_loaded_entries(DOMAIN)
    return [async_get_config_entry(hass, DOMAIN, entry_id)]


def _broker(hub: Hub) -> dict[str, Any]:
    """Return the figures of a broker, its link and its nodes."""
    broker = hub.session.broker
    return {
        "name": hub.entry.title,
        "mac": hub.mac,
        "connected": hub.available,
        "channel": broker.hello.channel if broker.hello else None,
        "firmware": broker.hello.firmware if broker.hello else None,
        "restarts": broker.reboots,
        "figures": asdict(broker.stats) if broker.stats else None,
        "link": asdict(broker.counters),
        "nodes": [_node(hub, home_node) for home_node in hub.nodes.values()],
    }


def _node(hub: Hub, home_node: HomeNode) -> dict[str, Any]:
    """Return the figures of a node."""
    node = home_node.node
    seen = node.last_seen
    return {
        "name": home_node.name,
        "mac": node.mac,
        "reachable": hub.hears(home_node),
        "last_seen": datetime.fromtimestamp(seen, UTC).isoformat() if seen else None,
        "rssi": node.rssi,
        "heard_by": home_node.hearer or None,
        "radio_loss": node.radio.percent(dt_util.utcnow().timestamp()),
        "lost_frames": node.counters.lost,
        "lost_readings": node.samples.lost,
        "readings": node.figures.samples,
        "duplicates": node.figures.duplicates,
        "late": node.figures.late,
        "refused_frames": node.figures.bad_frames,
        "repeated_frames": node.figures.repeated_frames,
    }
