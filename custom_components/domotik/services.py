"""The actions that leave wishes for nodes."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, Final

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.util.json import JsonValueType

from .const import DOMAIN
from .hub import Hub
from .node import HomeNode
from .protocol import items, wire
from .protocol.mailbox import Letter
from .wishes import (
    IDENTIFY_SECONDS,
    IDENTIFY_SECONDS_MAX,
    SECONDS_MAX,
    SECONDS_MIN,
    leave,
    set_pace,
)

ATTR_HEARTBEAT: Final = "heartbeat"
ATTR_INTERVAL: Final = "interval"
ATTR_SECONDS: Final = "seconds"
# What a script reads of a letter.
ITEMS: Final = {
    wire.MAIL_INTERVAL: "interval",
    wire.MAIL_HEARTBEAT: "heartbeat",
    wire.MAIL_IDENTIFY: "identify",
    wire.MAIL_ANNOUNCE: "report",
}

type Wish = Callable[[Hub, HomeNode, dict[str, Any]], Awaitable[list[Letter]]]


async def _request_report(hub: Hub, home_node: HomeNode, _data: dict[str, Any]) -> list[Letter]:
    """Ask for a report."""
    return [await leave(hub, home_node, items.announce())]


async def _set_interval(hub: Hub, home_node: HomeNode, data: dict[str, Any]) -> list[Letter]:
    """Ask for another pace."""
    interval, heartbeat = data[ATTR_INTERVAL], data.get(ATTR_HEARTBEAT)
    return await set_pace(hub, home_node, interval=interval, heartbeat=heartbeat)


async def _identify(hub: Hub, home_node: HomeNode, data: dict[str, Any]) -> list[Letter]:
    """Ask for a blinking light."""
    return [await leave(hub, home_node, items.identify(data[ATTR_SECONDS]))]


def _between(lowest: int, highest: int) -> Any:
    """Return what accepts whole numbers of a range."""
    return vol.All(vol.Coerce(int), vol.Range(min=lowest, max=highest))


NODES: Final[dict[Any, Any]] = {vol.Required(ATTR_DEVICE_ID): vol.All(cv.ensure_list, [cv.string])}
PACE: Final[Any] = _between(SECONDS_MIN, SECONDS_MAX)
BLINK: Final[Any] = _between(1, IDENTIFY_SECONDS_MAX)
ACTIONS: Final[dict[str, tuple[Wish, dict[Any, Any]]]] = {
    "request_report": (_request_report, {}),
    "set_interval": (
        _set_interval,
        {vol.Required(ATTR_INTERVAL): PACE, vol.Optional(ATTR_HEARTBEAT): PACE},
    ),
    "identify": (_identify, {vol.Optional(ATTR_SECONDS, default=IDENTIFY_SECONDS): BLINK}),
}


@callback
def async_setup_wishes(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, (wish, fields) in ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            _action(wish),
            schema=vol.Schema({**NODES, **fields}),
            supports_response=SupportsResponse.OPTIONAL,
        )


def _action(wish: Wish) -> Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]:
    """Return what leaves a wish for each of the nodes that are meant, or for none of them."""

    async def act(call: ServiceCall) -> ServiceResponse:
        nodes = [(each, *_node(call.hass, each)) for each in call.data[ATTR_DEVICE_ID]]
        told: list[JsonValueType] = [
            _told(device_id, home_node, letter)
            for device_id, hub, home_node in nodes
            for letter in await wish(hub, home_node, dict(call.data))
        ]
        return {"letters": told}

    return act


def _told(device_id: str, home_node: HomeNode, letter: Letter) -> dict[str, JsonValueType]:
    """Return what a script may want to know of a wish."""
    return {
        "device_id": device_id,
        "node": home_node.name,
        "item": ITEMS[letter.item.key],
        "state": str(letter.fate),
        "until": datetime.fromtimestamp(letter.ends, UTC).isoformat(timespec="seconds"),
    }


def _node(hass: HomeAssistant, device_id: str) -> tuple[Hub, HomeNode]:
    """Return the node that a device is, or raise why there is none."""
    device = dr.async_get(hass).async_get(device_id)
    if device is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="device_unknown",
            translation_placeholders={"device": device_id},
        )
    name = device.name_by_user or device.name or device_id
    entry = hass.config_entries.async_get_entry(device.config_entry_id)
    if entry and entry.domain == DOMAIN:
        if entry.state is not ConfigEntryState.LOADED:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="broker_not_loaded",
                translation_placeholders={"broker": entry.title, "node": name},
            )
        for _, mac in device.identifiers:
            if mac in entry.runtime_data.nodes:
                return entry.runtime_data, entry.runtime_data.nodes[mac]
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="not_a_node",
        translation_placeholders={"device": name},
    )
