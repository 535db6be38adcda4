"""What tests of a display share."""

from collections.abc import AsyncIterator
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.domotik.summary_display import Display
from tests.fake_broker import PtyBroker
from tests.integration.display.hall import Clock, add
from tests.integration.states import becomes
from tests.node_frames import climate, report_frame


@pytest.fixture(autouse=True)
async def clock(hass: HomeAssistant) -> AsyncIterator[Clock]:
    """Let time be around noon, so that no test passes midnight."""
    await hass.config.async_set_time_zone(f"Etc/GMT{dt_util.utcnow().hour - 12:+d}")
    clock = Clock(hass)
    with patch.object(Display, "now", lambda _: clock.now()):
        yield clock


@pytest.fixture
async def display(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> Display:
    """Return a display of the attic, which has reported."""
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    return await add(hass, running)
