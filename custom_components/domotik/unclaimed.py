"""Nodes that are heard and that nobody has added."""

from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN, SUBENTRY_NODE
from .protocol.messages import HeardNode

# One that passes by, or is just being set up, is no reason to ask anybody.
PATIENCE: Final = 600
FORGOTTEN: Final = 86400
KEPT_MAX: Final = 32
# Who makes up MACs by the hundred gets no more than so many of the user's lines.
TOLD_MAX: Final = 3


@dataclass(slots=True)
class Stranger:
    """When a node was heard first and last, in seconds, and how loud."""

    first: float
    last: float
    rssi: int


class Strangers:
    """The nodes that could be added, in bounded memory."""

    def __init__(self) -> None:
        """Start without any."""
        self._known: dict[str, Stranger] = {}

    def look(self, heard: list[HeardNode], now: float) -> None:
        """Take the broker's list, without those that have an owner."""
        for node in heard:
            last = now - node.age
            known = self._known.setdefault(node.mac, Stranger(last, last, node.rssi))
            known.last, known.rssi = max(known.last, last), node.rssi
        recent = sorted(self._known.items(), key=lambda item: item[1].last, reverse=True)
        self._known = {mac: each for mac, each in recent[:KEPT_MAX] if now - each.last < FORGOTTEN}

    def drop(self, macs: set[str]) -> None:
        """Forget those that somebody has added, or that have found a broker."""
        for mac in macs & self._known.keys():
            del self._known[mac]

    def lasting(self) -> dict[str, int]:
        """Return the signal strength of those that have been heard for a while, oldest first."""
        waiting = sorted(self._known.items(), key=lambda item: item[1].first)
        lasting = {mac: each.rssi for mac, each in waiting if each.last - each.first >= PATIENCE}
        return dict(list(lasting.items())[:TOLD_MAX])


@callback
def broker_macs(hass: HomeAssistant) -> set[str | None]:
    """Return the MACs of all brokers."""
    return {entry.unique_id for entry in hass.config_entries.async_entries(DOMAIN)}


@callback
def node_macs(hass: HomeAssistant) -> set[str | None]:
    """Return the MACs of all nodes that have been added, at whatever broker."""
    return {
        subentry.unique_id
        for entry in hass.config_entries.async_entries(DOMAIN)
        for subentry in entry.get_subentries_of_type(SUBENTRY_NODE)
    }
