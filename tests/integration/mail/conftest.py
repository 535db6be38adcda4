"""A node that has been heard."""

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_broker import PtyBroker
from tests.integration.states import becomes
from tests.node_frames import announce_frame, climate, report_frame


@pytest.fixture
async def heard(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> PtyBroker:
    """Return the broker after the node has announced itself and reported."""
    broker.report(announce_frame())
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    await becomes(hass, "number.attic_interval", "300")
    return broker
