"""Sensors: what nodes measure, and how nodes and broker are doing."""

from typing import Final, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .broker_figures import broker_figures
from .derived import DerivedSensor, derived_keys
from .display_entities import DisplayRefreshed, add_display_entities
from .entity import add_as_seen, add_node_entities
from .figures import days_left, days_left_keys, node_figures
from .hub import DomotikConfigEntry, Hub
from .node import HomeNode, ObjectKey
from .protocol import wire
from .protocol.objects import OBJECTS, Kind, ObjectType
from .restored import RestoredSensor
from .sensor_types import RESET_CAUSES, SENSOR_TYPES, native, unit_of
from .value_entity import ValueEntity

PARALLEL_UPDATES = 0

SENSOR_KINDS: Final = {Kind.SENSOR, Kind.TEXT, Kind.RAW, Kind.TIMESTAMP}


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of broker and nodes."""
    async_add_entities(broker_figures(entry.runtime_data))
    await add_node_entities(entry, async_add_entities, node_figures, _is_sensor, ObjectSensor)
    await add_as_seen(entry, async_add_entities, derived_keys, DerivedSensor)
    await add_as_seen(entry, async_add_entities, days_left_keys, days_left)
    add_display_entities(entry, async_add_entities, DisplayRefreshed)


def _is_sensor(kind: ObjectType) -> bool:
    """Tell whether an object is shown as a sensor."""
    return kind.kind in SENSOR_KINDS and kind.name in SENSOR_TYPES


class ObjectSensor(ValueEntity, RestoredSensor):
    """The last value of one of a node's objects."""

    def __init__(self, hub: Hub, home_node: HomeNode, key: ObjectKey) -> None:
        """Show one object."""
        super().__init__(hub, home_node, key)
        kind = OBJECTS[key[0]]
        sensor_type = SENSOR_TYPES[kind.name]
        self._attr_device_class = sensor_type.device_class
        self._attr_state_class = sensor_type.state_class
        self._attr_native_unit_of_measurement = unit_of(kind)
        self._attr_suggested_display_precision = sensor_type.precision
        self._attr_entity_category = sensor_type.category
        self._attr_entity_registry_enabled_default = sensor_type.enabled
        if key[0] == wire.RESET_CAUSE:
            self._attr_options = list(RESET_CAUSES.values())
        self._take_value()

    @override
    def _take_value(self) -> None:
        """Show the value of the newest sample that carried the object."""
        value = self._home_node.values.get(self._key)
        if value is not None:
            self._attr_native_value = native(self._key[0], value)
