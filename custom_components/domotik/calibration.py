"""Offsets that a user gives to what a node measures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from homeassistant.components.sensor.const import UNIT_CONVERTERS, SensorDeviceClass

from .const import CONF_OFFSETS
from .node import ObjectKey, entity_key, object_key
from .protocol.fresh import Fresh
from .protocol.objects import OBJECTS, ObjectType
from .protocol.reports import Reading
from .sensor_types import SENSOR_TYPES, unit_of

type Offsets = Mapping[ObjectKey, float]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far an offset may go, and what a corrected value can't leave; in the object's unit."""

    offset: float
    low: float = 0.0
    high: float = float("inf")


BOUNDS: Final = {
    "carbon_dioxide": Bounds(1000),
    "conductivity": Bounds(1000),
    "humidity": Bounds(30, high=100),
    "illuminance": Bounds(1000),
    "moisture": Bounds(50, high=100),
    "pm10": Bounds(100),
    "pm25": Bounds(100),
    "pressure": Bounds(50),
    "temperature": Bounds(10, low=-273.15),
    "tvoc_ppb": Bounds(1000),
    "voltage": Bounds(1),
}


def can_be_calibrated(key: ObjectKey) -> bool:
    """Tell whether an offset makes sense for an object."""
    kind = OBJECTS[key[0]]
    return kind.name in BOUNDS and kind.unit is not None


def read_offsets(kept: Mapping[str, Any]) -> dict[ObjectKey, float]:
    """Return the offsets that a node's subentry keeps."""
    return {object_key(slug): offset for slug, offset in kept.get(CONF_OFFSETS, {}).items()}


def with_offset(kept: Mapping[str, Any], key: ObjectKey, offset: float) -> dict[str, Any]:
    """Return what a subentry keeps of its offsets when one has changed; 0 is none."""
    others = dict(kept.get(CONF_OFFSETS, {}))
    others.pop(entity_key(key), None)
    return {CONF_OFFSETS: others | ({entity_key(key): offset} if offset else {})}


def correct(sample: Fresh, offsets: Offsets) -> Fresh:
    """Return a sample with its offsets added: the one place where that is done."""
    if not offsets:
        return sample
    readings = tuple(_corrected(each, offsets.get(each.key, 0.0)) for each in sample.readings)
    return replace(sample, readings=readings)


def _corrected(reading: Reading, offset: float) -> Reading:
    """Return a reading with an offset, within what is possible, as fine as the object is."""
    if not offset or not isinstance(reading.value, float | int):
        return reading
    kind = OBJECTS[reading.object_id]
    bounds = BOUNDS[kind.name]
    value = min(max(reading.value + offset, bounds.low), bounds.high)
    return replace(reading, value=round(value, max(kind.decimals, 2)))


def shown_offset(kind: ObjectType, offset: float, unit: str | None) -> float:
    """Return an offset in the unit that a sensor is shown in: a difference, not a value."""
    return _converted(kind, offset, unit_of(kind), unit)


def own_offset(kind: ObjectType, offset: float, unit: str | None) -> float:
    """Return an offset in the object's own unit."""
    return _converted(kind, offset, unit, unit_of(kind))


def _converted(kind: ObjectType, offset: float, given: str | None, wanted: str | None) -> float:
    """Return a difference in another unit."""
    device_class = SENSOR_TYPES[kind.name].device_class
    converter = UNIT_CONVERTERS.get(device_class or SensorDeviceClass.ENUM)
    if converter is None or given == wanted:
        return offset
    convert = converter.converter_factory(given, wanted)
    return round(convert(offset) - convert(0.0), 6)
