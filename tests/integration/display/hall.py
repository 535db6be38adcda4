"""A display in the hall, and its time."""

from datetime import datetime, timedelta
from io import BytesIO
from types import MappingProxyType
from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from PIL import Image
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.domotik.const import DOMAIN, SUBENTRY_DISPLAY
from custom_components.domotik.display.summary import Summary
from custom_components.domotik.summary_display import Display
from tests.waiting import until

PICTURE = "image.hall"
REFRESHED = "sensor.hall_last_refresh"
PROBLEM = "binary_sensor.hall_problem"
REFRESH = "button.hall_refresh"
PATTERN = "button.hall_show_test_pattern"
PLAIN = {"backend": "none", "model": "2in13b_v4", "rotation": "0"}
SHOW = "custom_components.domotik.display.backend.Nowhere.show"


def subentry(title: str = "Hall", **chosen: Any) -> ConfigSubentry:
    """Return a display as its flow makes it."""
    return ConfigSubentry(
        data=MappingProxyType(PLAIN | chosen),
        subentry_type=SUBENTRY_DISPLAY,
        title=title,
        unique_id=None,
    )


class Clock:
    """The displays' time: that of the machine, and as much more as a test let pass."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._passed = timedelta()

    def now(self) -> datetime:
        return dt_util.utcnow() + self._passed

    async def tick(self, **time: float) -> None:
        """Let time pass, and what is due happen."""
        self._passed += timedelta(**time)
        async_fire_time_changed(self._hass, self.now())
        await self._hass.async_block_till_done()


async def add(
    hass: HomeAssistant, entry: MockConfigEntry, title: str = "Hall", **chosen: Any
) -> Display:
    """Add a display and return it when it has been refreshed."""
    added = subentry(title, **chosen)
    hass.config_entries.async_add_subentry(entry, added)
    await hass.async_block_till_done()
    displays = entry.runtime_data.displays
    display: Display = next(each for each in displays if each.id == added.subentry_id)
    await until(lambda: display.worker.memory.tried and not display.worker._running)
    await hass.async_block_till_done()
    return display


async def picture(hass: HomeAssistant, entity_id: str = PICTURE) -> Image.Image:
    """Return what the image entity shows."""
    return Image.open(BytesIO((await async_get_image(hass, entity_id)).content))


async def summary_of(display: Display) -> Summary:
    """Return what a display would show now."""
    return await display._summary()


async def refreshed(hass: HomeAssistant) -> Any:
    """Call the action; return its answer."""
    answer = await hass.services.async_call(
        DOMAIN,
        "refresh_display",
        {"entity_id": PICTURE},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    return answer[PICTURE]
