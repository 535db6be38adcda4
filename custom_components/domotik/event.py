"""Events: buttons, dimmers and commands of nodes."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.event import EventDeviceClass, EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import NodeEntity, ObjectEntity, add_node_entities
from .hub import DomotikConfigEntry, Hub
from .node import HomeNode, ObjectKey
from .protocol.objects import (
    BUTTON_EVENTS,
    COMMAND_EVENTS,
    DIMMER_EVENTS,
    OBJECTS,
    Event,
    Kind,
    ObjectType,
)

PARALLEL_UPDATES = 0

EVENT_TYPES: Final = {
    "button": BUTTON_EVENTS,
    "command": COMMAND_EVENTS,
    "dimmer": DIMMER_EVENTS,
}


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the events of nodes."""
    await add_node_entities(entry, async_add_entities, _none, _is_event, ObjectEvent)


def _none(_hub: Hub, _home_node: HomeNode) -> Iterable[NodeEntity]:
    """Return no entity: no node has events from the start."""
    return ()


def _is_event(kind: ObjectType) -> bool:
    """Tell whether an object is shown as an event."""
    return kind.kind in {Kind.EVENT, Kind.COMMAND}


class ObjectEvent(ObjectEntity, EventEntity):
    """What happened last at one of a node's buttons, dimmers or commands."""

    def __init__(self, hub: Hub, home_node: HomeNode, key: ObjectKey) -> None:
        """Fire the events of one object."""
        super().__init__(hub, home_node, key)
        name = OBJECTS[key[0]].name
        self._attr_event_types = list(EVENT_TYPES[name].values())
        if name == "button":
            self._attr_device_class = EventDeviceClass.BUTTON

    @override
    async def async_added_to_hass(self) -> None:
        """Start to listen for events."""
        await super().async_added_to_hass()
        topic = (self._home_node.mac, self._key)
        self.async_on_remove(self._hub.listen(topic, self._fire))
        if self._key in self._home_node.unheard_events:
            self._home_node.unheard_events.discard(self._key)
            self._fire()

    @callback
    def _fire(self) -> None:
        """Fire the event that has just arrived."""
        event = self._home_node.values.get(self._key)
        if isinstance(event, Event) and event.name:
            self._trigger_event(event.name, event.details)
            self.async_write_ha_state()
