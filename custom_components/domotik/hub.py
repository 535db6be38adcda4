"""One broker in Home Assistant: its session, and the nodes of its entry."""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_DEVICE, CONF_MAC
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from . import devices, issues
from .adopting import follow_subentry
from .calibration import correct
from .catching_up import CatchingUp
from .const import CONF_AVAILABILITY_FACTOR, LOGGER, SUBENTRY_NODE
from .dead_bands import leave_band
from .displays import Displays
from .history.late_history import LateHistory
from .home import Home
from .key_watch import show_key
from .listeners import Listeners
from .node import HomeNode
from .protocol.firmware import Firmware
from .protocol.items import Item
from .protocol.mailbox import Letter
from .protocol.messages import Received
from .protocol.nodes import SILENT_HEARTBEATS
from .protocol.outgoing import Post, outgoing
from .protocol.session import Session
from .protocol.timing import Timing
from .protocol.transfer import Transfer
from .protocol.updates import Updates
from .readings import Readings, all_old
from .replacing import boards_before, follow_node
from .watch import BrokerWatch, show_clock, show_settings, show_version

type DomotikConfigEntry = ConfigEntry[Hub]

TIMING: Final = Timing()
# Topics besides the MACs of nodes.
BROKER: Final = "broker"
OBJECTS: Final = "objects"


class Hub:
    """Takes what the session hands over and tells the entities."""

    def __init__(self, hass: HomeAssistant, entry: DomotikConfigEntry, home: Home) -> None:
        """Prepare the hub of an entry."""
        self.hass = hass
        self.entry = entry
        self.mac = str(entry.unique_id)
        self.session = Session(entry.data[CONF_DEVICE], self.mac, self, TIMING)
        self.watch = BrokerWatch(hass, entry, self.session)
        self.nodes: dict[str, HomeNode] = {}
        self.displays = Displays(hass, self)
        self.foreign = 0
        self._home = home
        self._listeners = Listeners()
        self.readings = Readings(entry, home.history, self._listeners)
        self._catching_up = CatchingUp(hass, self._listeners)
        self._unconfirmed: set[str] = set()
        self._lost = False

    @property
    def history(self) -> LateHistory:
        """Return the late samples of the home."""
        return self._home.history

    @property
    def updates(self) -> Updates:
        """Return the updates of all nodes of the home."""
        return self._home.updates

    @property
    def broker_firmware(self) -> Firmware | None:
        """Return the firmware that brokers get."""
        return self._home.broker_firmware

    @property
    def available(self) -> bool:
        """Tell whether the broker answers."""
        return self.session.connected

    @property
    def patience(self) -> float:
        """Return after how many of its heartbeats a node counts as silent."""
        return float(self.entry.options.get(CONF_AVAILABILITY_FACTOR, SILENT_HEARTBEATS))

    @callback
    def listen(self, topic: Hashable, listener: CALLBACK_TYPE) -> Callable[[], None]:
        """Call a listener about a node's MAC, BROKER, OBJECTS or an event's (MAC, object)."""
        return self._listeners.add(topic, listener)

    @callback
    def tell(self, topic: Hashable) -> None:
        """Let whoever listens to a topic look again."""
        self._listeners.tell(topic)

    def hears(self, home_node: HomeNode) -> bool:
        """Tell whether somebody would hear a node of this entry, and heard it lately."""
        return home_node.reachable and self.listens(home_node)

    def listens(self, home_node: HomeNode) -> bool:
        """Tell whether somebody would hear a node of this entry."""
        return self._home.connected(home_node.hearer, self)

    @callback
    def received(self, received: Received) -> None:
        """Bring a radio frame to whoever shows its node."""
        keeper = self._home.keeper(received.mac)
        if keeper is None:
            self.foreign += 1
            return
        if keeper.take(received, self.mac):
            self._unconfirmed.add(received.mac)

    @callback
    def take(self, received: Received, hearer: str) -> bool:
        """Bring a frame that some broker heard to the entities; tell whether it was accepted."""
        home_node = self.nodes[received.mac]
        now = self._home.now()
        node = home_node.node
        before, seen = (node.announce, len(node.objects)), node.last_seen
        letters, frames = node.mailbox.pending, node.figures.frames
        samples = [correct(each, home_node.offsets) for each in node.apply(received, now)]
        self.readings.take(home_node, samples, now)
        if node.last_seen != seen:
            # A frame that was held is no news of where the node is.
            home_node.hearer = hearer
        self._see(home_node, now)
        show_key(self.hass, self.entry, home_node)
        show_clock(self.hass, self.entry, home_node)
        if (node.announce, len(node.objects)) != before:
            devices.update_node(self.hass, self.entry, home_node)
            show_settings(self.hass, self.entry, home_node)
            self._listeners.tell(OBJECTS)
        left = leave_band(home_node, now)
        if self.updates.hear(node, now):
            self._take_turns()
        elif letters or left:
            self._home.post()
        self._catching_up.tell(node.mac, soon=all_old(samples, now))
        return node.figures.frames != frames

    async def send(self, home_node: HomeNode, item: Item) -> Letter:
        """Leave a wish for a node, on the disk when this returns; raises MailboxFull."""
        letter = home_node.node.send(item, self._home.now())
        self._home.post()
        self._listeners.tell(home_node.mac)
        await self._home.store.save({home_node.mac})
        return letter

    @callback
    def begin_update(self, home_node: HomeNode) -> Transfer | None:
        """Queue a node for the version that this integration brings."""
        transfer = self.updates.begin(home_node.node)
        self._take_turns()
        self._listeners.tell(home_node.mac)
        return transfer

    @callback
    def _take_turns(self) -> None:
        """Let the next node have its turn, and the brokers hold what is wanted now."""
        self.updates.take_turns(self._home.store.table.nodes, self._home.now())
        self._home.post()

    async def mail(self) -> Sequence[Post] | None:
        """Persist the counters of letters; return what a broker should hold, None in vain."""
        store, now = self._home.store, self._home.now()
        letters = await outgoing(store.table, self._home.macs(), now, store.save)
        return None if letters is None else [*letters, *self.updates.posts()]

    @callback
    def opened(self) -> None:
        """Confirm every node again: a broker that has restarted forgot what it was told."""
        self._unconfirmed |= set(self._home.macs())

    async def settle(self) -> Mapping[str, bytes] | None:
        """Persist what was received so far; return each node's confirm by MAC, None in vain."""
        macs, self._unconfirmed = self._unconfirmed, set()
        history, store = self._home.history, self._home.store
        nodes = store.table.nodes
        confirms = {mac: nodes[mac].confirm() for mac in sorted(macs & nodes.keys())}
        # Late samples first: what the node table has is never asked for again.
        if confirms and not (await history.save() and await store.save(confirms)):
            self._unconfirmed |= macs
            return None
        return {mac: confirm for mac, confirm in confirms.items() if confirm}

    async def stop(self) -> None:
        """Close the port, and leave nothing for a next start to hear a second time."""
        await asyncio.gather(self.displays.stop(), self._stop_session())

    async def _stop_session(self) -> None:
        """Close the port, and save what came in."""
        await self.session.stop()
        self._catching_up.stop()
        if await self._home.history.save():
            await self._home.store.save()

    @callback
    def link_changed(self) -> None:
        """Bring the state of the link to the log, the registries and the entities."""
        lost = not self.session.connected
        if lost and not self._lost:
            LOGGER.info("Lost the broker %s", self.entry.title)
        elif self._lost and not lost:
            LOGGER.info("The broker %s is back", self.entry.title)
        if lost != self._lost:
            self._lost = lost
            self._home.tell_nodes()
        if self.session.connected:
            devices.update_broker(self.hass, self.entry, self.session.broker.hello)
        self.watch.link_changed()
        self._listeners.tell(BROKER)

    @callback
    def tell_nodes(self) -> None:
        """Let the entities of all nodes look again."""
        for mac in self.nodes:
            self._listeners.tell(mac)

    @callback
    def look_for_silence(self, _: datetime) -> None:
        """Notice nodes that have been silent for too long, and letters that nobody fetched."""
        now = self._home.now()
        if self.updates.busy:
            self._take_turns()
        for home_node in self.nodes.values():
            changed = self._see(home_node, now)
            if changed:
                show_key(self.hass, self.entry, home_node)
            expired = home_node.node.mailbox.expire(now)
            if expired:
                self._home.post()
            if changed or expired or self.updates.busy:
                self._listeners.tell(home_node.mac)

    async def apply_entry(self) -> None:
        """Make what runs match the entry's port and node subentries."""
        subentries = {
            subentry.data[CONF_MAC]: subentry
            for subentry in self.entry.get_subentries_of_type(SUBENTRY_NODE)
        }
        boards = boards_before(self.hass, self.entry)
        for mac, subentry in subentries.items():
            before = boards.get(subentry.subentry_id, mac)
            if before != mac:
                await follow_node(self.hass, self.entry, before, mac)
                self._home.store.table.replace(before, mac)
        for mac in self.nodes.keys() - subentries.keys():
            del self.nodes[mac]
            self._home.store.table.forget(mac)
            issues.clear_all(self.hass, mac)
        now = self._home.now()
        for mac, subentry in subentries.items():
            self._adopt(mac, subentry, now)
        self.watch.adopted(set(subentries))
        self._home.share()
        self._home.post()
        self._listeners.tell(OBJECTS)
        await self.displays.apply_entry()
        self.look_for_silence(dt_util.utcnow())
        if self.session.port != self.entry.data[CONF_DEVICE]:
            await self.session.move(self.entry.data[CONF_DEVICE])

    def _adopt(self, mac: str, subentry: ConfigSubentry, now: float) -> None:
        """Make a node, known or not, what its subentry says."""
        node = self._home.store.table.node(mac)
        home_node = self.nodes.setdefault(
            mac,
            HomeNode(
                node,
                subentry.subentry_id,
                subentry.title,
                node.reachable(now, self.patience),
                restored=frozenset(node.objects),
            ),
        )
        follow_subentry(home_node, subentry)
        leave_band(home_node, now)
        devices.update_node(self.hass, self.entry, home_node)
        show_settings(self.hass, self.entry, home_node)
        show_key(self.hass, self.entry, home_node)

    def _see(self, home_node: HomeNode, now: float) -> bool:
        """Look whether a node fell silent or came back; tell whether it did."""
        reachable = home_node.node.reachable(now, self.patience)
        show_version(self.hass, self.entry, home_node, reachable)
        return home_node.note_reachable(reachable)
