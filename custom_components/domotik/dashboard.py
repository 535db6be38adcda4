"""The action that answers with a dashboard of the user's own nodes, of core cards only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import voluptuous as vol
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.components.sensor import ATTR_STATE_CLASS, SensorDeviceClass
from homeassistant.const import Platform
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN

DASHBOARD: Final = "dashboard"
HOURS: Final = 24
ATTR_DAYS: Final = "days"
DAYS: Final = 7
# Any, because Home Assistant answers this import with an engine of another name.
SCHEMA: Final[Any] = vol.Schema(
    {vol.Optional(ATTR_DAYS, default=DAYS): vol.All(vol.Coerce(int), vol.Range(1, 365))}
)
# What a room is told by first; the rest follows by name.
_FIRST: Final = (SensorDeviceClass.TEMPERATURE, SensorDeviceClass.HUMIDITY, SensorDeviceClass.CO2)
_POWER: Final = {SensorDeviceClass.BATTERY, SensorDeviceClass.VOLTAGE, SensorDeviceClass.DURATION}

# What the heading says already, names need not repeat.
OWN_NAME: Final = {"type": "entity"}
DEVICE_NAME: Final = {"type": "device"}

type Card = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entity that the user can see."""

    entity: er.RegistryEntry
    kind: str | None

    @property
    def id(self) -> str:
        """Return the entity id."""
        return self.entity.entity_id

    @property
    def measured(self) -> bool:
        """Tell whether it is a number that changes."""
        return ATTR_STATE_CLASS in (self.entity.capabilities or {})

    @property
    def of_device(self) -> bool:
        """Tell whether it is about the device, not about the room."""
        return self.entity.entity_category is not None

    @property
    def powers(self) -> bool:
        """Tell whether it is a figure of a battery."""
        return self.kind in _POWER and self.measured


@dataclass(frozen=True, slots=True)
class Device:
    """A node or broker, with what it shows."""

    name: str
    shown: list[Shown]
    node: bool


@callback
def async_setup_dashboard(hass: HomeAssistant) -> None:
    """Register the action."""
    hass.services.async_register(
        DOMAIN, DASHBOARD, _dashboard, schema=SCHEMA, supports_response=SupportsResponse.ONLY
    )


async def _dashboard(call: ServiceCall) -> ServiceResponse:
    """Return the whole configuration of a dashboard."""
    devices = _devices(call.hass)
    nodes = [device for device in devices if device.node]
    views = [
        _view("Rooms", "mdi:sofa", [_room(node) for node in nodes]),
        _view("History", "mdi:chart-line", _history(nodes, call.data[ATTR_DAYS])),
        _view("Devices", "mdi:battery-heart", [*_power(nodes), *map(_health, devices)]),
    ]
    return {"title": "Domotik", "views": [view for view in views if view["sections"]]}


def _devices(hass: HomeAssistant) -> list[Device]:
    """Return the devices of all brokers, by area and name."""
    found = []
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id):
            area = ar.async_get(hass).async_get_area(device.area_id or "")
            name = device.name_by_user or device.name or ""
            node = (DOMAIN, str(entry.unique_id)) not in device.identifiers
            order = (area.name if area else "", name)
            found.append((order, Device(name, _shown(hass, device.id), node)))
    return [device for _, device in sorted(found, key=lambda each: each[0])]


def _shown(hass: HomeAssistant, device_id: str) -> list[Shown]:
    """Return a device's entities that are neither disabled nor hidden, in their order."""
    entities = er.async_entries_for_device(er.async_get(hass), device_id)
    shown = [
        Shown(entity, entity.device_class or entity.original_device_class)
        for entity in entities
        if not entity.hidden_by
    ]
    return sorted(shown, key=_order)


def _order(shown: Shown) -> tuple[int, str]:
    """Return where an entity stands."""
    first = [kind.value for kind in _FIRST]
    if shown.entity.domain == Platform.IMAGE:
        return (-1, shown.id)
    return (first.index(shown.kind) if shown.kind in first else len(first), shown.id)


def _view(title: str, icon: str, sections: Iterable[Card]) -> Card:
    """Return a view of sections."""
    full = [section for section in sections if len(section["cards"]) > 1]
    return {"title": title, "icon": icon, "type": "sections", "max_columns": 4, "sections": full}


def _section(title: str, cards: Iterable[Card], badges: Iterable[str] = ()) -> Card:
    """Return a section with a heading."""
    heading: Card = {"type": "heading", "heading": title}
    if badges := list(badges):
        heading["badges"] = [{"type": "entity", "entity": entity_id} for entity_id in badges]
    return {"type": "grid", "cards": [heading, *cards]}


def _room(node: Device) -> Card:
    """Return what a node measures, with whether it is there beside its name."""
    badges = [
        each.id
        for each in node.shown
        if each.kind == BinarySensorDeviceClass.CONNECTIVITY
        or (each.kind == SensorDeviceClass.BATTERY and each.measured)
    ]
    cards = [_tile(each) for each in node.shown if not each.of_device]
    return _section(node.name, cards, badges)


def _tile(shown: Shown) -> Card:
    """Return a tile, with its course if it is a number."""
    if shown.entity.domain == Platform.IMAGE:
        hidden = {"show_name": False, "show_state": False}
        return {"type": "picture-entity", "entity": shown.id, **hidden}
    tile: Card = {"type": "tile", "entity": shown.id, "name": OWN_NAME}
    if shown.entity.domain == Platform.BUTTON:
        tile["hide_state"] = True
    if shown.measured:
        tile["features"] = [{"type": "trend-graph", "hours_to_show": HOURS}]
    return tile


def _history(nodes: list[Device], days: int) -> list[Card]:
    """Return a graph over days of each kind that some node measures."""
    kinds: dict[str, list[str]] = {}
    for shown in (each for node in nodes for each in node.shown):
        if shown.measured and not shown.of_device and shown.kind:
            kinds.setdefault(shown.kind, []).append(shown.id)
    return [
        _section(
            kind.replace("_", " ").capitalize(),
            [
                {
                    "type": "statistics-graph",
                    "entities": entities,
                    "days_to_show": days,
                    "period": "hour",
                    "stat_types": ["mean"],
                }
            ],
        )
        for kind, entities in kinds.items()
    ]


def _power(nodes: list[Device]) -> list[Card]:
    """Return all batteries together."""
    cards: list[Card] = []
    for shown in (each for node in nodes for each in node.shown):
        if shown.powers:
            tile: Card = {"type": "tile", "entity": shown.id, "name": DEVICE_NAME}
            if shown.kind == SensorDeviceClass.BATTERY:
                tile["features"] = [{"type": "bar-gauge", "min": 0, "max": 100}]
            cards.append(tile)
    return [_section("Batteries", cards)]


def _health(device: Device) -> Card:
    """Return how a device is doing."""
    entities = [
        {"entity": each.id, "name": OWN_NAME}
        for each in device.shown
        if each.of_device and not each.powers
    ]
    cards = [{"type": "entities", "entities": entities}] if entities else []
    return _section(device.name, cards)
