"""A node of one entry while Home Assistant runs."""

from dataclasses import dataclass, field
from typing import Final

from .protocol.nodes import Fresh, Node
from .protocol.objects import Event, Value

EVENT_AGE_MAX: Final = 10

type ObjectKey = tuple[int, int]


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
    # The MAC of the broker that heard it last.
    hearer: str = ""
    # Only what is current, and the epoch and number of the sample it came with.
    values: dict[ObjectKey, Value] = field(default_factory=dict)
    sources: dict[ObjectKey, tuple[int, int]] = field(default_factory=dict)
    # Events that came before there was an entity to fire them.
    unheard_events: set[ObjectKey] = field(default_factory=set)

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
        self.values |= current
        self.sources |= dict.fromkeys(current, (sample.epoch, sample.number))
        return set(current)

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
