"""What all entities share."""

import asyncio
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import devices
from .const import DOMAIN
from .hub import BROKER, OBJECTS, DomotikConfigEntry, Hub
from .node import HomeNode, ObjectKey, entity_key, unique_id_of
from .protocol.objects import OBJECTS as TYPES
from .protocol.objects import ObjectType


class DomotikEntity(Entity):
    """An entity that writes its state whenever its topic is told."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    _topic: Hashable

    def __init__(self, hub: Hub, mac: str, key: str) -> None:
        """Belong to the broker or node of that MAC."""
        self._hub = hub
        self._attr_unique_id = unique_id_of(mac, key)
        # For Home Assistant to look through a description is a quarter of what an entity takes.
        self.device_entry = devices.known(hub.hass, hub.entry, mac)
        if self.device_entry is None:
            self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, mac)})

    @override
    async def async_added_to_hass(self) -> None:
        """Start to listen."""
        await super().async_added_to_hass()
        self.async_on_remove(self._hub.listen(self._topic, self._told))

    @callback
    def _told(self) -> None:
        """Write the state as it is now."""
        self.async_write_ha_state()


class BrokerEntity(DomotikEntity):
    """An entity of the broker."""

    _topic = BROKER

    def __init__(self, hub: Hub, key: str) -> None:
        """Belong to the hub's broker."""
        super().__init__(hub, hub.mac, key)

    @property
    @override
    def available(self) -> bool:
        """Tell whether the broker answers."""
        return self._hub.available

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return what a database needs to group by: broker and area."""
        return dict(devices.place_of(self.hass, self.registry_entry, "broker"))


class NodeEntity(DomotikEntity):
    """An entity of a node, which is told of every frame and writes what is news to it."""

    _written: Hashable = None

    def __init__(self, hub: Hub, home_node: HomeNode, key: str) -> None:
        """Belong to a node."""
        super().__init__(hub, home_node.mac, key)
        self._home_node = home_node
        self._topic = home_node.mac

    def _news(self) -> Hashable:
        """Return what differs whenever there is something to write."""
        return object()

    @callback
    @override
    def _told(self) -> None:
        """Write the state unless it is the one that was written last."""
        news = (self.available, self._news())
        if news != self._written:
            self._written = news
            super()._told()

    @property
    @override
    def available(self) -> bool:
        """Tell whether a broker answers and the node was heard lately."""
        return self._hub.hears(self._home_node)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return what a database needs to group by: node and area."""
        return dict(devices.place_of(self.hass, self.registry_entry))


class MailEntity(NodeEntity):
    """An entity for what a node is told: mail waits for a node that is silent."""

    @property
    @override
    def available(self) -> bool:
        """Tell whether a broker answers."""
        return self._hub.listens(self._home_node)


class WishEntity(MailEntity):
    """An entity for a wish that every node can be told."""

    def __init__(self, hub: Hub, home_node: HomeNode, description: EntityDescription) -> None:
        """Offer one wish."""
        super().__init__(hub, home_node, description.key)
        self.entity_description = description


class ObjectEntity(NodeEntity):
    """An entity for one of the objects that a node reports."""

    def __init__(self, hub: Hub, home_node: HomeNode, key: ObjectKey) -> None:
        """Belong to an object of a node."""
        super().__init__(hub, home_node, entity_key(key))
        self._key = key
        self._attr_translation_key = TYPES[key[0]].name
        place = _place(home_node.node.objects, key)
        self._attr_translation_placeholders = {"number": number_of(place)}

    @override
    def _news(self) -> Hashable:
        """Return which sample carried the object last: the same value again is news too."""
        return self._home_node.sources.get(self._key)


def number_of(place: int) -> str:
    """Return what tells the name of a second entity of a kind from that of the first."""
    return f" {place + 1}" if place else ""


def _place(objects: set[ObjectKey], key: ObjectKey) -> int:
    """Return how many of a node's objects of the same kind come before one of them."""
    kind = TYPES[key[0]]
    alike = {
        other
        for other in objects | {key}
        if (TYPES[other[0]].name, TYPES[other[0]].kind) == (kind.name, kind.kind)
    }
    return sorted(alike).index(key)


type NodeEntities = Callable[[Hub, HomeNode], Iterable[NodeEntity]]
type ObjectEntities = Callable[[Hub, HomeNode, ObjectKey], NodeEntity]


async def add_node_entities(
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    fixed: NodeEntities,
    shows: Callable[[ObjectType], bool],
    of_object: ObjectEntities,
) -> None:
    """Add each node's fixed entities and, as they are first seen, those of its objects."""

    def shown(home_node: HomeNode) -> set[ObjectKey]:
        return {key for key in home_node.node.objects if shows(TYPES[key[0]])}

    await add_as_seen(entry, async_add_entities, shown, of_object, fixed)


async def add_wishes[D: EntityDescription](
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    descriptions: Sequence[D],
    make: Callable[[Hub, HomeNode, D], WishEntity],
) -> None:
    """Add to each node one entity for each description."""
    await add_as_seen(
        entry,
        async_add_entities,
        lambda _: set(enumerate(descriptions)),
        lambda hub, home_node, key: make(hub, home_node, key[1]),
    )


async def add_as_seen[K: tuple[int, object]](
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    keys: Callable[[HomeNode], set[K]],
    make: Callable[[Hub, HomeNode, K], NodeEntity],
    fixed: NodeEntities = lambda _hub, _home_node: (),
) -> None:
    """Add each node's fixed entities and, as they are first seen, one for each of its keys."""
    hub = entry.runtime_data
    known: dict[str, set[K]] = {}

    @callback
    def add_new_of(home_node: HomeNode) -> None:
        entities = [] if home_node.mac in known else list(fixed(hub, home_node))
        new = sorted(keys(home_node) - known.setdefault(home_node.mac, set()))
        known[home_node.mac] |= set(new)
        entities += [make(hub, home_node, key) for key in new]
        if entities:
            async_add_entities(entities, config_subentry_id=home_node.subentry_id)

    @callback
    def add_new() -> None:
        for gone in known.keys() - hub.nodes.keys():
            del known[gone]
        for home_node in hub.nodes.values():
            add_new_of(home_node)

    for home_node in list(hub.nodes.values()):
        add_new_of(home_node)
        # Home Assistant takes its time for each entity: let others have a turn.
        await asyncio.sleep(0)
    entry.async_on_unload(hub.listen(OBJECTS, add_new))
    add_new()
