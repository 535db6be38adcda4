"""What Home Assistant knows of the rooms that a display shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.components.sensor import async_rounded_state
from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from . import devices
from .const import BATTERY_LOW_PERCENT, DOMAIN
from .display.summary import Amount, Kind, Notice, Room, Sign
from .display.words import Words
from .display_settings import Settings

if TYPE_CHECKING:
    from .hub import Hub
    from .node import HomeNode

# In the order in which there is room for them.
SMALL: Final = (Kind.HUMIDITY, Kind.TEMPERATURE, Kind.PRESSURE, Kind.ILLUMINANCE)
AIR: Final = (Kind.CO2, Kind.PM25, Kind.PM10, Kind.VOC, Kind.VOC_PARTS)
HAZARDS: Final = {"moisture": "water", "smoke": "smoke", "gas": "gas"}
OPENINGS: Final = frozenset({"window", "door", "garage_door", "opening"})
BATTERY: Final = "battery"
CARBON_MONOXIDE: Final = "carbon_monoxide"
MATTERING: Final = frozenset({*Kind, *HAZARDS, *OPENINGS, BATTERY, CARBON_MONOXIDE})


@dataclass(frozen=True, slots=True)
class Place:
    """A room or a node: its name, its entities, and the node if it is one of ours."""

    name: str
    entities: tuple[er.RegistryEntry, ...]
    preferred: tuple[str, ...] = ()
    node: HomeNode | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a display shows of its rooms, and which entities that depends on."""

    rooms: tuple[Room, ...]
    air: tuple[Amount, ...]
    notices: tuple[Notice, ...]
    watched: frozenset[str]
    # Room and entity of the first large number.
    leading: tuple[str, str] | None


def find(hass: HomeAssistant, hub: Hub, settings: Settings, words: Words) -> Found:
    """Return what is to be seen now."""
    places = list(_places(hass, hub, settings))
    views = [View(hass, place, settings) for place in places]
    leading = (
        (view.place.name, state.entity_id)
        for view in views
        if (state := view.best(settings.large))
    )
    broker = [] if hub.available else [Notice(Sign.WARNING, words.no_broker, alarm=True)]
    notices = [notice for view in views for notice in view.notices(words)]
    return Found(
        tuple(view.room() for view in views),
        _worst(amount for view in views for amount in view.air()),
        (*broker, *notices),
        frozenset(
            entry.entity_id for place in places for entry in place.entities if _matters(entry)
        ),
        next(leading, None),
    )


def _matters(entry: er.RegistryEntry) -> bool:
    """Tell whether an entity can be a part of the picture."""
    return (entry.device_class or entry.original_device_class) in MATTERING


def _worst(amounts: Iterable[Amount]) -> tuple[Amount, ...]:
    """Return the highest amount of each kind."""
    highest: dict[Kind, Amount] = {}
    for amount in amounts:
        if amount.kind not in highest or amount.value > highest[amount.kind].value:
            highest[amount.kind] = amount
    return tuple(highest[kind] for kind in AIR if kind in highest)


def _places(hass: HomeAssistant, hub: Hub, settings: Settings) -> Iterator[Place]:
    """Return what a display shows in the user's order; nothing chosen means all nodes."""
    for item in settings.rooms or tuple(all_nodes(hass, hub)):
        kind, _, identifier = item.partition(":")
        place = _area(hass, identifier) if kind == "area" else _device(hass, identifier)
        if place:
            yield place


def all_nodes(hass: HomeAssistant, hub: Hub) -> Iterator[str]:
    """Return the nodes of a broker as choices, by name."""
    for node in sorted(hub.nodes.values(), key=lambda each: each.name.lower()):
        device = devices.known(hass, hub.entry, node.mac)
        if device:
            yield f"device:{device.id}"


def _area(hass: HomeAssistant, area_id: str) -> Place | None:
    """Return an area with the entities in it."""
    area = ar.async_get(hass).async_get_area(area_id)
    if area is None:
        return None
    registry = er.async_get(hass)
    entities = list(er.async_entries_for_area(registry, area_id))
    for device in dr.async_entries_for_area(dr.async_get(hass), area_id):
        of_device = er.async_entries_for_device(registry, device.id)
        entities += [entry for entry in of_device if entry.area_id is None]
    chosen = (area.temperature_entity_id, area.humidity_entity_id)
    return Place(area.name, tuple(entities), tuple(each for each in chosen if each))


def _device(hass: HomeAssistant, device_id: str) -> Place | None:
    """Return a device with its entities."""
    device = dr.async_get(hass).async_get(device_id)
    if device is None:
        return None
    entities = er.async_entries_for_device(er.async_get(hass), device_id)
    name = device.name_by_user or device.name or ""
    macs = [mac for domain, mac in device.identifiers if domain == DOMAIN]
    hubs = [entry.runtime_data for entry in hass.config_entries.async_loaded_entries(DOMAIN)]
    nodes = (hub.nodes[mac] for hub in hubs for mac in macs if mac in hub.nodes)
    return Place(name, tuple(entities), node=next(nodes, None))


class View:
    """A place as it is now."""

    def __init__(self, hass: HomeAssistant, place: Place, settings: Settings) -> None:
        """Look at the states of a place's entities."""
        self.place = place
        self._hass = hass
        self._settings = settings
        states = ((entry, hass.states.get(entry.entity_id)) for entry in place.entities)
        self._states = [(entry, state) for entry, state in states if state]

    def room(self) -> Room:
        """Return the place as a room."""
        large = self._amount(self._settings.large)
        small = (self._amount(kind) for kind in SMALL if kind is not self._settings.large)
        silent = None if large else self._silence()
        shown = () if silent is not None else tuple(amount for amount in small if amount)
        return Room(self.place.name, large, shown, self._battery_low(), silent)

    def air(self) -> Iterator[Amount]:
        """Return what is in the air, but for what is the large number anyway."""
        kinds = (kind for kind in AIR if kind is not self._settings.large)
        return (amount for kind in kinds if (amount := self._amount(kind)))

    def notices(self, words: Words) -> Iterator[Notice]:
        """Return what belongs to no number: hazards, and what is open."""
        hazards = {name: getattr(words, word) for name, word in HAZARDS.items()}
        hazards[CARBON_MONOXIDE] = "CO"
        on = {
            str(state.attributes.get(ATTR_DEVICE_CLASS))
            for _, state in self._states
            if state.domain == "binary_sensor" and state.state == STATE_ON
        }
        for name in sorted(on & hazards.keys()):
            yield Notice(Sign.WARNING, f"{hazards[name]}: {self.place.name}", alarm=True)
        if on & OPENINGS:
            yield Notice(Sign.OPENING, self.place.name)

    def best(self, kind: Kind) -> State | None:
        """Return the state that stands for a kind of measurement: one that is there, if any."""
        found = [
            (
                state.state == STATE_UNAVAILABLE,
                entry.entity_id not in self.place.preferred,
                entry.translation_key != kind,
                entry.entity_id,
                state,
            )
            for entry, state in self._states
            if state.domain == "sensor"
            and state.attributes.get(ATTR_DEVICE_CLASS) == kind
            and entry.entity_category is None
        ]
        return min(found, key=lambda each: each[:-1])[-1] if found else None

    def _amount(self, kind: Kind) -> Amount | None:
        """Return a measurement, None without a present one."""
        state = self.best(kind)
        return None if state is None else amount_of(self._hass, state, kind, self._settings)

    def _silence(self) -> timedelta | None:
        """Return for how long nothing was heard of what should give the large number."""
        state = self.best(self._settings.large)
        node = self.place.node
        if state is None or state.state != STATE_UNAVAILABLE:
            return None
        since = state.last_changed
        if node and node.node.last_seen is not None:
            since = datetime.fromtimestamp(node.node.last_seen, UTC)
        return dt_util.utcnow() - since

    def _battery_low(self) -> bool:
        """Tell whether one of the place's batteries is low; a device that judges has its say."""
        batteries = [
            (entry.device_id, state)
            for entry, state in self._states
            if state.attributes.get(ATTR_DEVICE_CLASS) == BATTERY
        ]
        judging = {
            device
            for device, state in batteries
            if state.domain == "binary_sensor" and state.state in {STATE_ON, STATE_OFF}
        }
        return any(
            _low(state)
            for device, state in batteries
            if state.domain == "binary_sensor" or device is None or device not in judging
        )


def _low(state: State) -> bool:
    """Tell whether a battery is low."""
    if state.domain == "binary_sensor":
        return state.state == STATE_ON
    try:
        return float(state.state) < BATTERY_LOW_PERCENT
    except ValueError:
        return False


def amount_of(hass: HomeAssistant, state: State, kind: Kind, settings: Settings) -> Amount | None:
    """Return a state as an amount in the user's unit, as precise as the panel has room for."""
    try:
        value = float(state.state)
    except ValueError:
        return None
    rounded = async_rounded_state(hass, state.entity_id, state)
    most = 1 if kind is Kind.TEMPERATURE else 0
    digits = min(len(rounded.partition(".")[2]), most)
    unit = str(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) or "")
    return Amount(kind, value, unit, digits, settings.alarm(kind, value))
