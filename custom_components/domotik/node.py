"""A node of one entry while Home Assistant runs."""

from dataclasses import dataclass, field
from typing import Final

from .protocol.nodes import Fresh, Node
from .protocol.objects import Event, Value

EVENT_AGE_MAX: Final = 10

type ObjectKey = tuple[int, int]


@dataclass(slots=True)
class HomeNode:
    """What the protocol knows of a node, and its place in Home Assistant."""

    node: Node
    subentry_id: str
    name: str
    reachable: bool = False
    fell_silent: bool = False
    # Only what is current: the values of the newest sample that carried each object.
    values: dict[ObjectKey, Value] = field(default_factory=dict)
    # Events that came before there was an entity to fire them.
    unheard_events: set[ObjectKey] = field(default_factory=set)

    @property
    def mac(self) -> str:
        """Return the MAC that identifies the node."""
        return self.node.mac

    def show(self, sample: Fresh) -> None:
        """Make a live sample's readings current."""
        for reading in sample.readings:
            self.values[reading.object_id, reading.instance] = reading.value

    def take_events(self, sample: Fresh, now: float) -> list[ObjectKey]:
        """Make a sample's events current if they are recent enough to be acted on."""
        if now - sample.time > EVENT_AGE_MAX:
            return []
        events = {
            (reading.object_id, reading.instance): reading.value
            for reading in sample.readings
            if isinstance(reading.value, Event) and reading.value.name
        }
        self.values |= events
        return list(events)
