"""How Home Assistant shows a reading: which entity, in which unit, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from homeassistant.components.sensor.const import UNIT_CONVERTERS
from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_OFF,
    STATE_ON,
    Platform,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.devices import place_of
from custom_components.domotik.node import ObjectKey, entity_key, unique_id_of
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.objects import OBJECTS, Event, Kind, Value
from custom_components.domotik.sensor_types import native, unit_of

from .late import LateSample

_DOMAINS: Final = {
    Kind.BINARY: Platform.BINARY_SENSOR,
    Kind.EVENT: Platform.EVENT,
    Kind.COMMAND: Platform.EVENT,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An entity as it is now."""

    entity_id: str
    domain: Platform
    attributes: Mapping[str, Any]

    def number(self, key: ObjectKey, value: Value) -> float | None:
        """Return a reading in the entity's unit, None for what is no number."""
        if isinstance(value, bool) or not isinstance(value, float | int):
            return None
        ours, theirs = unit_of(OBJECTS[key[0]]), self.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        converter = UNIT_CONVERTERS.get(self.attributes.get(ATTR_DEVICE_CLASS, ""))
        if ours == theirs or converter is None:
            return value
        return converter.convert(value, ours, theirs)

    def state(self, key: ObjectKey, value: Value, time: float) -> State | None:
        """Return the state that a reading would have been, None for one that is no state."""
        if isinstance(value, Event):
            fired = datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds")
            attributes = {**self.attributes, "event_type": value.name, **value.details}
            return State(self.entity_id, fired, attributes) if value.name else None
        if self.domain is Platform.BINARY_SENSOR:
            return self._as(STATE_ON if value else STATE_OFF)
        number = self.number(key, value)
        shown = native(key[0], value)
        if isinstance(shown, datetime):
            return self._as(shown.isoformat())
        if shown is None or isinstance(shown, str):
            return self._as(shown) if shown else None
        return None if number is None else self._as(f"{number:.15g}")

    def _as(self, text: str) -> State:
        """Return a state with the attributes of now."""
        return State(self.entity_id, text, self.attributes)


@callback
def shown(hass: HomeAssistant, mac: str, key: ObjectKey) -> Shown | None:
    """Return an object's entity as it is now, None for one that is not there."""
    entry = _entry(hass, mac, key)
    state = hass.states.get(entry.entity_id) if entry else None
    if state is None:
        return None
    # An unavailable entity shows neither node nor area, and would be another series.
    attributes = {**state.attributes, **place_of(hass, entry)}
    return Shown(state.entity_id, _domain(key), attributes)


@callback
def homeless(hass: HomeAssistant, sample: LateSample) -> bool:
    """Tell whether an entity of the sample is still to appear; a disabled one never will."""
    return any(
        shown(hass, sample.mac, key) is None and not _disabled(hass, sample.mac, key)
        for key in sample.readings
    )


def _disabled(hass: HomeAssistant, mac: str, key: ObjectKey) -> bool:
    """Tell whether an object's entity is disabled."""
    entry = _entry(hass, mac, key)
    return entry is not None and entry.disabled


def _entry(hass: HomeAssistant, mac: str, key: ObjectKey) -> er.RegistryEntry | None:
    """Return an object's entity in the registry."""
    registry, unique_id = er.async_get(hass), unique_id_of(mac, entity_key(key))
    entity_id = registry.async_get_entity_id(_domain(key), DOMAIN, unique_id)
    return registry.async_get(entity_id) if entity_id else None


def _domain(key: ObjectKey) -> Platform:
    """Return the domain of an object's entity."""
    if key[0] == wire.SENSOR_FAULTS:
        return Platform.BINARY_SENSOR
    return _DOMAINS.get(OBJECTS[key[0]].kind, Platform.SENSOR)
