"""All brokers of this Home Assistant: a node may come in by any of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER
from .history.late_history import LateHistory
from .node import HomeNode
from .protocol.clock_step import ClockStep
from .protocol.firmware import Firmware
from .protocol.messages import Received
from .protocol.session import Session
from .protocol.updates import Updates
from .store import NodeStore


class Member(Protocol):
    """A broker, and the nodes that its entry shows."""

    mac: str
    nodes: dict[str, HomeNode]
    session: Session

    def take(self, received: Received, hearer: str) -> bool:
        """Bring a frame to one of the nodes; tell whether it was accepted."""

    def tell_nodes(self) -> None:
        """Let the nodes' entities look again."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The firmware that this integration brings."""

    node: Firmware | None
    broker: Firmware | None

    @classmethod
    def read(cls) -> Self:
        """Read it from disk, and pack it: that takes its time."""
        carried = cls(Firmware.carried("node"), Firmware.carried("broker"))
        for firmware in (carried.node, carried.broker):
            if firmware:
                _ = firmware.parts
        return carried


class Home:
    """The brokers whose entries are loaded, and what is known of all nodes."""

    def __init__(self, store: NodeStore, history: LateHistory, carried: Carried) -> None:
        """Start without a broker."""
        self.store = store
        self.history = history
        self.updates = Updates(carried.node)
        self.broker_firmware = carried.broker
        self._members: dict[str, Member] = {}
        self._clock_step = ClockStep()

    @callback
    def now(self) -> float:
        """Return the time of day; what is known of nodes moves along when that was set."""
        now = dt_util.utcnow().timestamp()
        if step := self._clock_step.look(now):
            LOGGER.info("The clock was set by %+.0f s; the times of nodes were moved along", step)
            self.store.table.shift(step, now - step)
        return now

    @callback
    def join(self, member: Member) -> None:
        """Count a broker in."""
        if not self._members:
            self.history.start()
        self._members[member.mac] = member

    @callback
    def leave(self, member: Member) -> None:
        """Count a broker out; its nodes are nobody's until it is back."""
        del self._members[member.mac]
        if not self._members:
            self.history.stop()
        self.share()
        self.tell_nodes()

    @callback
    def share(self) -> None:
        """Let every broker serve the nodes of all."""
        macs = set(self.macs())
        for member in self._members.values():
            member.session.own(macs)

    @callback
    def post(self) -> None:
        """Let every broker hold the letters for the nodes of all, who may roam."""
        for member in self._members.values():
            member.session.post()

    def macs(self) -> Iterator[str]:
        """Return the nodes of all brokers."""
        return (mac for member in self._members.values() for mac in member.nodes)

    def keeper(self, mac: str) -> Member | None:
        """Return whose entry shows a node."""
        members = self._members.values()
        return next((member for member in members if mac in member.nodes), None)

    def connected(self, hearer: str, keeper: Member) -> bool:
        """Tell whether the broker that heard a node last answers, or else the node's own."""
        return self._members.get(hearer, keeper).session.connected

    @callback
    def tell_nodes(self) -> None:
        """Let the entities of all nodes look again."""
        for member in self._members.values():
            member.tell_nodes()


HOME: Final[HassKey[Home]] = HassKey(DOMAIN)


async def async_get_home(hass: HomeAssistant) -> Home:
    """Return the home, its store read once."""
    if HOME not in hass.data:
        store = NodeStore(hass)
        await store.load()
        history = LateHistory(hass, store.table.hold)
        await history.load()
        carried = await hass.async_add_executor_job(Carried.read)
        # Another entry may have come first while this one waited for the files.
        hass.data.setdefault(HOME, Home(store, history, carried))
    return hass.data[HOME]
