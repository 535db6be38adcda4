"""What a bug report needs; keys are never in it."""

from dataclasses import asdict
from typing import Any

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.const import CONF_DEVICE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import AnyDeviceEntry

from .const import DOMAIN
from .hub import DomotikConfigEntry, Hub
from .node import HomeNode, entity_key
from .protocol.ports import without_query


async def async_get_config_entry_diagnostics(
    _hass: HomeAssistant, entry: DomotikConfigEntry
) -> dict[str, Any]:
    """Return the state of the link, of the broker and of each node."""
    hub = entry.runtime_data
    return {
        # A URL's query can hold a key.
        "port": without_query(entry.data[CONF_DEVICE]),
        "version": f"{entry.version}.{entry.minor_version}",
        "options": dict(entry.options),
        "broker": _broker(hub),
        "late_history": hub.history.figures(),
        "nodes": {mac: _node(home_node) for mac, home_node in hub.nodes.items()},
        "displays": [display.figures() for display in hub.displays],
        "log": list(hub.session.broker.log),
    }


async def async_get_device_diagnostics(
    _hass: HomeAssistant, entry: DomotikConfigEntry, device: AnyDeviceEntry
) -> dict[str, Any]:
    """Return what is known of one node or display, or of the broker alone."""
    hub = entry.runtime_data
    macs = {name for domain, name in device.identifiers if domain == DOMAIN}
    nodes = {mac: _node(hub.nodes[mac]) for mac in macs & hub.nodes.keys()}
    displays = [display.figures() for display in hub.displays if display.id in macs]
    if displays:
        return {"displays": displays}
    return {"nodes": nodes} if nodes else {"broker": _broker(hub)}


def _broker(hub: Hub) -> dict[str, Any]:
    """Return what is known of the broker and its link."""
    session = hub.session
    broker = session.broker
    return {
        "connected": session.connected,
        "fault": type(session.fault).__name__ if session.fault else None,
        "hello": asdict(broker.hello) if broker.hello else None,
        "stats": asdict(broker.stats) if broker.stats else None,
        "link": asdict(broker.counters),
        "inbox": {
            "last": broker.inbox.last,
            "repeated": broker.inbox.repeated,
            "gaps": broker.inbox.gaps,
            "skipped": broker.inbox.skipped,
        },
        "reboots": broker.reboots,
        "foreign_frames": hub.foreign,
    }


def _node(home_node: HomeNode) -> dict[str, Any]:
    """Return what is known of a node, with its two figures of loss."""
    node = home_node.node
    return {
        "reachable": home_node.reachable,
        "heard_by": home_node.hearer,
        "impossible_clock": node.clock.impossible,
        "offsets": {entity_key(key): each for key, each in home_node.offsets.items()},
        "received": node.figures.samples,
        "lost_samples": node.samples.lost,
        "lost_frames": node.counters.lost,
        **async_redact_data(node.as_dict(), {"mark"}),
        "key": REDACTED if node.key else None,
    }
