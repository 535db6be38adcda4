"""The entities of a display, for each platform."""

from collections.abc import Callable
from datetime import datetime
from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.components.button import ButtonEntity
from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.const import EntityCategory
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .display_action import raise_failure
from .displays import DISPLAYS
from .entity import DomotikEntity
from .hub import DomotikConfigEntry, Hub
from .summary_display import Display


class DisplayEntity(DomotikEntity):
    """An entity of a display."""

    def __init__(self, hub: Hub, display: Display, key: str) -> None:
        """Belong to a display."""
        super().__init__(hub, display.id, key)
        self._topic = display.topic
        self._display = display
        self._attr_translation_key = f"display_{key}"


class DisplayRefresh(DisplayEntity, ButtonEntity):
    """Refreshes the panel, or queues that."""

    def __init__(self, hub: Hub, display: Display) -> None:
        """Belong to a display."""
        super().__init__(hub, display, "refresh")

    @override
    async def async_press(self) -> None:
        """Refresh as soon as may be."""
        raise_failure(self._display, await self._display.ask())


class DisplayPattern(DisplayEntity, ButtonEntity):
    """Shows whether the right panel was chosen."""

    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, hub: Hub, display: Display) -> None:
        """Belong to a display."""
        super().__init__(hub, display, "test_pattern")

    @override
    async def async_press(self) -> None:
        """Show the test pattern as soon as may be."""
        raise_failure(self._display, await self._display.ask_for_pattern())


class DisplayRefreshed(DisplayEntity, SensorEntity):
    """When the panel was refreshed last."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hub: Hub, display: Display) -> None:
        """Belong to a display."""
        super().__init__(hub, display, "last_refresh")

    @property
    @override
    def available(self) -> bool:
        """Tell whether the panel can be relied on."""
        return not self._display.worker.given_up

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return the time."""
        return self._display.worker.memory.shown


class DisplayProblem(DisplayEntity, BinarySensorEntity):
    """Whether the last refresh failed."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hub: Hub, display: Display) -> None:
        """Belong to a display."""
        super().__init__(hub, display, "problem")

    @property
    @override
    def is_on(self) -> bool:
        """Tell whether the last refresh failed."""
        return self._display.worker.memory.failures > 0


@callback
def add_display_entities(
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    *kinds: Callable[[Hub, Display], DisplayEntity],
) -> None:
    """Add entities for each display, as displays are added."""
    hub = entry.runtime_data
    known: set[str] = set()

    @callback
    def add_new() -> None:
        known.intersection_update(display.id for display in hub.displays)
        for display in hub.displays:
            if display.id not in known:
                known.add(display.id)
                entities = [kind(hub, display) for kind in kinds]
                async_add_entities(entities, config_subentry_id=display.id)

    add_new()
    entry.async_on_unload(hub.listen(DISPLAYS, add_new))
