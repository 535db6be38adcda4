"""Images: what displays show."""

from datetime import datetime
from typing import override

from homeassistant.components.image import ImageEntity
from homeassistant.core import HomeAssistant, ServiceResponse
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .display_action import answer, raise_failure
from .display_entities import DisplayEntity, add_display_entities
from .hub import DomotikConfigEntry, Hub
from .summary_display import Display

PARALLEL_UPDATES = 0


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the pictures of displays."""
    add_display_entities(entry, async_add_entities, DisplayImage)


class DisplayImage(DisplayEntity, ImageEntity):
    """What a panel shows, pixel by pixel."""

    _attr_content_type = "image/png"
    _attr_name = None

    def __init__(self, hub: Hub, display: Display) -> None:
        """Belong to a display."""
        DisplayEntity.__init__(self, hub, display, "summary")
        ImageEntity.__init__(self, hub.hass)

    @property
    @override
    def available(self) -> bool:
        """Tell whether the panel can be relied on."""
        return not self._display.worker.given_up

    @property
    @override
    def image_last_updated(self) -> datetime | None:
        """Return when the panel was refreshed last, once it is known what it shows."""
        worker = self._display.worker
        return worker.memory.shown if worker.image else None

    @override
    async def async_image(self) -> bytes | None:
        """Return what the panel shows."""
        return await self.hass.async_add_executor_job(self._display.png)

    async def async_refresh_display(self) -> ServiceResponse:
        """Refresh as soon as may be; answer what came of it."""
        outcome = await self._display.ask()
        raise_failure(self._display, outcome)
        return answer(outcome)
