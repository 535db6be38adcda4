"""What a running broker gives reason to tell its user."""

from datetime import datetime
from time import monotonic
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_DEVICE
from homeassistant.core import HomeAssistant, callback

from . import issues
from .const import LOGGER
from .faults import fault_key
from .issues import Trouble
from .node import HomeNode
from .protocol import wire
from .protocol.errors import DomotikError, VersionMismatch
from .protocol.ports import without_query
from .protocol.session import Session
from .ring_watch import RingWatch
from .unclaimed import Strangers, broker_macs, node_macs

UNCLAIMED: Final = "unclaimed"
LOST: Final = "lost"
# A restart of a hub or a pulled plug is over by then.
LOST_PATIENCE: Final = 300.0


class BrokerWatch:
    """Looks at one broker and keeps the user's list of troubles up to date."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, session: Session) -> None:
        """Watch the broker at the other end of a session."""
        self._hass = hass
        self._entry = entry
        self._session = session
        self._ring = RingWatch()
        self._strangers = Strangers()
        self._told: set[str] = set()
        self._lost_since: float | None = None

    @property
    def fault_key(self) -> str | None:
        """Return the key of what is wrong with the port."""
        return fault_key(self._session.fault) if self._session.fault else None

    @callback
    def link_changed(self) -> None:
        """Look at what the broker says of itself."""
        issues.show_version(self._hass, self._entry, self._session.fault)
        broker = self._session.broker
        if not self._session.connected:
            self._ring.restart()
            self._lost_since = self._lost_since or monotonic()
            return
        self._lost_since = None
        issues.clear(self._hass, LOST, self._entry.entry_id)
        if broker.hello:
            issues.show_firmware(self._hass, self._entry, broker.hello.firmware)
        if broker.stats:
            self._ring.look(broker.stats)
            self._show_ring(broker.stats.dropped)

    @callback
    def stop(self) -> None:
        """Say no more of a broker that nobody waits for."""
        issues.clear(self._hass, LOST, self._entry.entry_id)

    async def look_for_unclaimed(self, now: datetime) -> None:
        """Tell the user of nodes that have been waiting for an owner."""
        if self._session.broker.stats is None or not self._session.broker.stats.heard:
            return
        try:
            heard = await self._session.heard()
        except DomotikError as err:
            LOGGER.debug("No list of heard nodes: %r", err)
            return
        taken = broker_macs(self._hass) | node_macs(self._hass)
        owned = {node.mac for node in heard if node.claimed or node.mac in taken}
        self._strangers.drop(owned)
        free = [node for node in heard if node.mac not in owned]
        self._strangers.look(free, now.timestamp())
        self._show_unclaimed()

    @callback
    def look_for_loss(self, _: datetime) -> None:
        """Tell the user of a broker that stays away; its version has a text of its own."""
        since, fault = self._lost_since, self._session.fault
        if since is None or monotonic() - since < LOST_PATIENCE or fault is None:
            return
        if isinstance(fault, VersionMismatch):
            issues.clear(self._hass, LOST, self._entry.entry_id)
            return
        port = without_query(self._entry.data[CONF_DEVICE])
        told = {"broker": self._entry.title, "port": port}
        text = f"{LOST}_{fault_key(fault)}"
        issues.tell(self._hass, self._entry, Trouble(LOST, self._entry.entry_id, told, text=text))

    @callback
    def adopted(self, macs: set[str]) -> None:
        """Take back what was told of nodes that have been added."""
        self._strangers.drop(macs)
        self._show_unclaimed()

    def _show_ring(self, dropped: int) -> None:
        """Tell of a broker that has no room for what its nodes send, for as long as it is so."""
        about = self._entry.entry_id
        if not self._ring.overflows:
            issues.clear(self._hass, "ring_overflow", about)
            return
        told = {"broker": self._entry.title, "count": str(dropped)}
        issues.tell(self._hass, self._entry, Trouble("ring_overflow", about, told))

    def _show_unclaimed(self) -> None:
        """Tell of each node that waits, and take back those that don't any more."""
        lasting = self._strangers.lasting()
        for mac in self._told - lasting.keys():
            issues.clear(self._hass, UNCLAIMED, mac)
        for mac, rssi in lasting.items():
            told = {"mac": mac.upper(), "rssi": str(rssi), "broker": self._entry.title}
            issues.tell(self._hass, self._entry, Trouble(UNCLAIMED, mac, told, fixable=True))
        self._told = set(lasting)


@callback
def show_version(
    hass: HomeAssistant, entry: ConfigEntry, home_node: HomeNode, reachable: bool
) -> None:
    """Tell of a silent node that speaks a protocol which can't be understood here."""
    theirs = home_node.node.versions.unspoken
    if reachable or theirs is None:
        issues.clear(hass, "node_version", home_node.mac)
        return
    text = "node_too_old" if theirs < wire.PROTOCOL_VERSION else "node_too_new"
    told = {"node": home_node.name, "theirs": str(theirs), "ours": str(wire.PROTOCOL_VERSION)}
    issues.tell(hass, entry, Trouble("node_version", home_node.mac, told, text=text))


@callback
def show_clock(hass: HomeAssistant, entry: ConfigEntry, home_node: HomeNode) -> None:
    """Tell of a node whose clock can't be right, for as long as it is so."""
    if home_node.node.clock.impossible:
        told = {"node": home_node.name}
        issues.tell(hass, entry, Trouble("impossible_clock", home_node.mac, told))
    else:
        issues.clear(hass, "impossible_clock", home_node.mac)


@callback
def show_settings(hass: HomeAssistant, entry: ConfigEntry, home_node: HomeNode) -> None:
    """Tell of settings that a node refused, for as long as it announces them."""
    announce = home_node.node.announce
    if announce and announce.refused:
        told = {"node": home_node.name, "settings": ", ".join(announce.refused)}
        issues.tell(hass, entry, Trouble("settings_refused", home_node.mac, told))
    else:
        issues.clear(hass, "settings_refused", home_node.mac)
