"""Readings become states."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_broker import PtyBroker, climate, report_frame
from tests.waiting import until


async def test_report_becomes_states(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    """Each object of a sample is a sensor of its node."""
    broker.report(report_frame(climate()))
    await until(lambda: hass.states.get("sensor.attic_temperature"))
    await hass.async_block_till_done()
    assert hass.states.get("sensor.attic_temperature").state == "21.5"
