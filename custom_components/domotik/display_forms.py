"""The forms for a display: what is asked."""

from typing import Any, Final

import voluptuous as vol
from homeassistant.const import CONF_MODEL, CONF_NAME, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TimeSelector,
)

from .const import DOMAIN
from .display.panels import PANELS
from .display_settings import (
    CONF_BACKEND,
    CONF_INTERVAL,
    CONF_LARGE,
    CONF_LIMITS,
    CONF_PATH,
    CONF_QUIET_END,
    CONF_QUIET_START,
    CONF_ROOMS,
    CONF_ROTATION,
    CONF_SHOW_TREND,
    CONF_TREND,
    DEFAULT_INTERVAL,
    DEFAULT_LIMITS,
    DEFAULT_MODEL,
    LARGE,
    LIMITS,
    Sink,
)

ROTATIONS: Final = ("0", "90", "180", "270")
INTERVAL_MIN: Final = 3
INTERVAL_MAX: Final = 24 * 60


def _choice(key: str, options: list[str]) -> SelectSelector:
    """Return a choice whose texts are translated."""
    return SelectSelector(SelectSelectorConfig(options=options, translation_key=key))


def panel_schema() -> Any:
    """Return the form for what the pictures are shown on."""
    models = [SelectOptionDict(value=key, label=panel.name) for key, panel in PANELS.items()]
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required(CONF_BACKEND, default=str(Sink.NONE)): _choice(
                "display_backend", [str(sink) for sink in Sink]
            ),
            vol.Required(CONF_MODEL, default=DEFAULT_MODEL): SelectSelector(
                SelectSelectorConfig(
                    options=models,
                    mode=SelectSelectorMode.DROPDOWN,
                    translation_key="display_model",
                )
            ),
            vol.Required(CONF_ROTATION, default=ROTATIONS[0]): _choice(
                "display_rotation", list(ROTATIONS)
            ),
        }
    )


def file_schema() -> Any:
    """Return the form for the file that takes the pictures."""
    return vol.Schema({vol.Required(CONF_PATH): TextSelector()})


def content_schema(hass: HomeAssistant) -> Any:
    """Return the form for what is shown, and when."""
    rooms = SelectSelectorConfig(
        options=_places(hass), multiple=True, mode=SelectSelectorMode.DROPDOWN, sort=False
    )
    minutes = NumberSelectorConfig(
        min=INTERVAL_MIN,
        max=INTERVAL_MAX,
        step=1,
        mode=NumberSelectorMode.BOX,
        unit_of_measurement=UnitOfTime.MINUTES,
    )
    return vol.Schema(
        {
            vol.Optional(CONF_ROOMS, default=[]): SelectSelector(rooms),
            vol.Required(CONF_LARGE, default=str(LARGE[0])): _choice(
                "display_large", [str(kind) for kind in LARGE]
            ),
            vol.Required(CONF_SHOW_TREND, default=True): BooleanSelector(),
            vol.Optional(CONF_TREND): EntitySelector(EntitySelectorConfig(domain="sensor")),
            vol.Required(CONF_INTERVAL, default=DEFAULT_INTERVAL): NumberSelector(minutes),
            vol.Optional(CONF_QUIET_START): TimeSelector(),
            vol.Optional(CONF_QUIET_END): TimeSelector(),
            vol.Required(CONF_LIMITS): section(_limits_schema(), {"collapsed": True}),
        }
    )


def _limits_schema() -> Any:
    """Return the part for what is out of range."""
    number = NumberSelector(NumberSelectorConfig(mode=NumberSelectorMode.BOX, step="any"))
    names = [name for pair in LIMITS.values() for name in pair if name != "co2_low"]
    return vol.Schema(
        {
            vol.Optional(name, description={"suggested_value": DEFAULT_LIMITS.get(name)}): number
            for name in names
        }
    )


def _places(hass: HomeAssistant) -> list[SelectOptionDict]:
    """Return what can be shown: areas, then the nodes of all brokers."""
    areas = [
        SelectOptionDict(value=f"area:{area.id}", label=area.name)
        for area in sorted(ar.async_get(hass).async_list_areas(), key=lambda each: each.name)
    ]
    entries = hass.config_entries.async_loaded_entries(DOMAIN)
    macs = {mac for entry in entries for mac in entry.runtime_data.nodes}
    registry = dr.async_get(hass)
    devices = [
        device
        for entry in entries
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id)
        if any(domain == DOMAIN and mac in macs for domain, mac in device.identifiers)
    ]
    nodes = [
        SelectOptionDict(
            value=f"device:{device.id}", label=f"{device.name_by_user or device.name} (node)"
        )
        for device in devices
    ]
    return [*areas, *sorted(nodes, key=lambda each: each["label"])]
