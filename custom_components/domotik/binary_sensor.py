"""Binary sensors: what nodes see, and whether nodes and broker are there."""

from collections.abc import Hashable, Iterable
from typing import Any, Final, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import STATE_OFF, STATE_ON, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoreEntity

from .battery_low import battery_low, battery_low_keys
from .display_entities import DisplayProblem, add_display_entities
from .entity import BrokerEntity, NodeEntity, add_as_seen, add_node_entities
from .hub import DomotikConfigEntry, Hub
from .node import HomeNode, ObjectKey
from .protocol import wire
from .protocol.objects import EXTENSIONS, OBJECTS, Kind, ObjectType
from .value_entity import ValueEntity

PARALLEL_UPDATES = 0
ABOUT_THE_NODE: Final = {"battery", "battery_charging"}
SENSOR_FAULTS = EXTENSIONS[wire.SENSOR_FAULTS][0]


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of broker and nodes."""
    async_add_entities([BrokerConnected(entry.runtime_data)])
    await add_node_entities(entry, async_add_entities, _reachable, _is_binary, _object_binary)
    await add_as_seen(entry, async_add_entities, battery_low_keys, battery_low)
    add_display_entities(entry, async_add_entities, DisplayProblem)


def _reachable(hub: Hub, home_node: HomeNode) -> Iterable[NodeEntity]:
    """Return the binary sensor that every node has."""
    return [NodeReachable(hub, home_node)]


def _is_binary(kind: ObjectType) -> bool:
    """Tell whether an object is shown as a binary sensor."""
    return kind.kind is Kind.BINARY or kind.name == SENSOR_FAULTS


def _object_binary(hub: Hub, home_node: HomeNode, key: ObjectKey) -> NodeEntity:
    """Return the binary sensor of an object."""
    if key[0] == wire.SENSOR_FAULTS:
        return SensorFault(hub, home_node, key)
    return ObjectBinary(hub, home_node, key)


class BrokerConnected(BrokerEntity, BinarySensorEntity):
    """Whether the broker answers on its port."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = "connected"

    def __init__(self, hub: Hub) -> None:
        """Watch the hub's broker."""
        super().__init__(hub, "connected")

    @property
    @override
    def available(self) -> bool:
        """Stay available: being gone is a state."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """Tell whether the broker answers."""
        return self._hub.available


class NodeReachable(NodeEntity, BinarySensorEntity):
    """Whether a node was heard lately."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = "reachable"

    def __init__(self, hub: Hub, home_node: HomeNode) -> None:
        """Watch a node."""
        super().__init__(hub, home_node, "reachable")

    @property
    @override
    def available(self) -> bool:
        """Be available while somebody can listen: silence is a state."""
        return self._hub.listens(self._home_node)

    @property
    @override
    def is_on(self) -> bool:
        """Tell whether the node was heard lately."""
        return self._home_node.reachable

    @override
    def _news(self) -> Hashable:
        """Return whether the node is reachable."""
        return self._home_node.reachable


class RestoredBinary(ValueEntity, BinarySensorEntity, RestoreEntity):
    """Whether one of a node's objects is other than zero."""

    _restored: bool | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Come back with the state from before a restart."""
        await super().async_added_to_hass()
        last = await self.async_get_last_state()
        if last and last.state in {STATE_ON, STATE_OFF}:
            self._restored = last.state == STATE_ON

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the value of the newest sample that carried the object."""
        value = self._home_node.values.get(self._key)
        return self._restored if value is None else bool(value)


class ObjectBinary(RestoredBinary):
    """One of BTHome's binary objects."""

    def __init__(self, hub: Hub, home_node: HomeNode, key: ObjectKey) -> None:
        """Show one object."""
        super().__init__(hub, home_node, key)
        name = OBJECTS[key[0]].name
        self._attr_translation_key = f"{name}_state"
        if name != "generic":
            self._attr_device_class = BinarySensorDeviceClass(name)
        if name in ABOUT_THE_NODE:
            self._attr_entity_category = EntityCategory.DIAGNOSTIC


class SensorFault(RestoredBinary):
    """Whether a chip on the node gave no reading."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    @override
    def _news(self) -> Hashable:
        """Return which sample told of faults, and what names the sensors."""
        return super()._news(), self._home_node.node.announce

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return the names of the sensors that fail."""
        faults = self._home_node.values.get(self._key)
        announce = self._home_node.node.announce
        names = announce.names if announce else []
        bits = faults if isinstance(faults, int) else 0
        failing = [
            names[place] if place < len(names) else str(place + 1)
            for place in range(bits.bit_length())
            if bits >> place & 1
        ]
        return {**super().extra_state_attributes, "sensors": failing}
