"""Reading states as a user sees them."""

import time
from datetime import timedelta
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.waiting import until


def state(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return an entity's state, None when there is no such entity."""
    found = hass.states.get(entity_id)
    return found.state if found else None


async def becomes(hass: HomeAssistant, entity_id: str, value: str) -> None:
    """Wait for an entity's state."""
    await until(lambda: state(hass, entity_id) == value)


async def pass_time(hass: HomeAssistant, seconds: float) -> None:
    """Let some time pass."""
    later = dt_util.utcnow() + timedelta(seconds=seconds)
    monotonic = time.monotonic() + seconds
    with (
        patch("homeassistant.util.dt.utcnow", return_value=later),
        patch("custom_components.domotik.protocol.clock_step.monotonic", return_value=monotonic),
    ):
        async_fire_time_changed(hass, later)
        await hass.async_block_till_done()
