"""Sensors that are calculated from what a node measures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfDensity, UnitOfTemperature

from .entity import number_of
from .hub import Hub
from .humid_air import absolute_humidity, dew_point
from .node import HomeNode, ObjectKey
from .protocol.objects import OBJECTS, Kind
from .restored import RestoredSensor

SOURCES: Final = ("temperature", "humidity")
# A place among the node's thermometers, and what is calculated there.
type DerivedKey = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class DerivedDescription(SensorEntityDescription):
    """Something that temperature and humidity tell."""

    state_class: SensorStateClass | None = SensorStateClass.MEASUREMENT
    entity_registry_enabled_default: bool = False
    value: Callable[[float, float], float | None]


DERIVED: Final = {
    description.key: description
    for description in (
        DerivedDescription(
            key="absolute_humidity",
            device_class=SensorDeviceClass.ABSOLUTE_HUMIDITY,
            native_unit_of_measurement=UnitOfDensity.GRAMS_PER_CUBIC_METER,
            suggested_display_precision=1,
            value=absolute_humidity,
        ),
        DerivedDescription(
            key="dew_point",
            device_class=SensorDeviceClass.TEMPERATURE,
            native_unit_of_measurement=UnitOfTemperature.CELSIUS,
            suggested_display_precision=1,
            value=dew_point,
        ),
    )
}


def derived_keys(home_node: HomeNode) -> set[DerivedKey]:
    """Return what can be calculated for a node and it does not report itself."""
    places = range(min(len(_sources(home_node, name)) for name in SOURCES))
    return {
        (place, key)
        for place in places
        for key in DERIVED
        if len(_sources(home_node, key)) <= place
    }


def _sources(home_node: HomeNode, name: str) -> list[ObjectKey]:
    """Return a node's objects of a name, in their order."""
    objects = sorted(home_node.node.objects)
    return [
        key
        for key in objects
        if (OBJECTS[key[0]].name, OBJECTS[key[0]].kind) == (name, Kind.SENSOR)
    ]


class DerivedSensor(RestoredSensor):
    """What one thermometer and the hygrometer at its side tell together."""

    entity_description: DerivedDescription

    def __init__(self, hub: Hub, home_node: HomeNode, key: DerivedKey) -> None:
        """Calculate one thing."""
        place, name = key
        super().__init__(hub, home_node, f"{name}-{place}")
        self.entity_description = DERIVED[name]
        self._attr_translation_key = name
        self._attr_translation_placeholders = {"number": number_of(place)}
        self._from = tuple(
            _sources(home_node, each)[place] for each in ("temperature", "humidity")
        )
        self._take_value()

    @override
    def _take_value(self) -> None:
        """Calculate from the newest values, which both have to be there."""
        temperature, humidity = (self._home_node.values.get(key) for key in self._from)
        if isinstance(temperature, float | int) and isinstance(humidity, float | int):
            value = self.entity_description.value(temperature, humidity)
            self._attr_native_value = None if value is None else round(value, 2)
