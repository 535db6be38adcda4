"""A node of one entry while Home Assistant runs."""

from dataclasses import dataclass, field
from typing import Final

from .const import LOGGER
from .protocol.fresh import Fresh
from .protocol.nodes import Node
from .protocol.objects import Event, Value

EVENT_AGE_MAX: Final = 10
# What becomes a state later than so many seconds goes into history at its own time as well.
PROMPT_SECONDS: Final = 2

type ObjectKey = tuple[int, int]


def unique_id_of(mac: str, key: str) -> str:
    """Return the unique id of an entity of a node or broker."""
    return f"{mac}-{key}"


def entity_key(key: ObjectKey) -> str:
    """Return what tells an object's entity from the others of its node."""
    object_id, instance = key
    return f"{object_id:02x}-{instance}"


def object_key(key: str) -> ObjectKey:
    """Return the object that `entity_key` wrote."""
    object_id, _, instance = key.partition("-")
    return int(object_id, 16), int(instance)


@dataclass(slots=True)
class HomeNode:
    """What the protocol knows of a node, and its place in Home Assistant."""

    node: Node
    subentry_id: str
    name: str
    reachable: bool = False
    fell_silent: bool = False
    # What the user adds to readings, in the objects' own units.
    offsets: dict[ObjectKey, float] = field(default_factory=dict)
    # The dead bands, in steps by object, that the user gives the node.
    bands: dict[int, int] = field(default_factory=dict)
    # The MAC of the broker that heard it last.
    hearer: str = ""
    # Only what is current, and the epoch and number of the sample it came with.
    values: dict[ObjectKey, Value] = field(default_factory=dict)
    sources: dict[ObjectKey, tuple[int, int]] = field(default_factory=dict)
    # Events that came before there was an entity to fire them.
    unheard_events: set[ObjectKey] = field(default_factory=set)
    # What had been seen before this start: its entities come back with their old states.
    restored: frozenset[ObjectKey] = frozenset()
    # The newest samples that left a state as it was: no history holds such a reading.
    unmoved: dict[ObjectKey, Fresh] = field(default_factory=dict)

    @property
    def mac(self) -> str:
        """Return the MAC that identifies the node."""
        return self.node.mac

    def trust(self, key: bytes | None) -> None:
        """Hear the node with a key, or without one by the user's choice."""
        mark = self.node.mark
        self.node.trust(key)
        if self.node.mark != mark:
            # Epochs may begin anew, and must not be taken for older ones.
            self.sources.clear()

    def note_reachable(self, reachable: bool) -> bool:
        """Log when the node falls silent or comes back; tell whether it did."""
        if reachable == self.reachable:
            return False
        self.reachable = reachable
        if not reachable:
            LOGGER.info("Node %s is silent", self.name)
        elif self.fell_silent:
            LOGGER.info("Node %s is back", self.name)
        self.fell_silent = not reachable
        return True

    def show(self, sample: Fresh) -> set[ObjectKey]:
        """Make a young sample's measurements current where no newer one is; return which."""
        if not sample.young:
            return set()
        current = {
            reading.key: reading.value
            for reading in sample.readings
            if not isinstance(reading.value, Event)
            and (reading.key not in self.sources or sample.after(*self.sources[reading.key]))
        }
        for key, value in current.items():
            self.unmoved.pop(key, None)
            if self.values.get(key, value if key in self.restored else None) == value:
                self.unmoved[key] = sample
        self.values |= current
        self.sources |= dict.fromkeys(current, (sample.epoch, sample.number))
        return set(current)

    def take_owed(self, late: Fresh) -> list[Fresh]:
        """Return what history needs after a late sample: where the state was as it is again."""
        keys = [reading.key for reading in late.readings if reading.key in self.unmoved]
        return [self.unmoved.pop(key).only(key) for key in keys]

    def source(self, key: ObjectKey) -> tuple[int, int]:
        """Return the epoch and number of the newest sample that an object's state can show."""
        newest = (self.node.epoch or 0, self.node.samples.newest or 0)
        return self.sources.get(key, newest)

    def take_events(self, sample: Fresh, now: float) -> list[ObjectKey]:
        """Make a sample's events current if they are recent enough to be acted on."""
        if now - sample.time > EVENT_AGE_MAX:
            return []
        events = {
            reading.key: reading.value
            for reading in sample.readings
            if isinstance(reading.value, Event) and reading.value.name
        }
        self.values |= events
        return list(events)
