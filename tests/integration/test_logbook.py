"""What the logbook tells of brokers and nodes: their own entities' entries, and no others."""

from datetime import timedelta
from typing import Any

import pytest
from homeassistant.components.logbook.helpers import async_determine_event_types
from homeassistant.components.logbook.processor import EventProcessor
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes, pass_time, state
from tests.node_frames import climate, report_frame
from tests.waiting import until

REACHABLE = "binary_sensor.attic_reachable"
CONNECTED = "binary_sensor.domotik_broker_000001_connected"
BUTTON = "event.attic_button"


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder first, as its own fixtures want it."""


@pytest.fixture
async def logbook(recorder_mock: Recorder, hass: HomeAssistant) -> None:
    """Keep a logbook, from before the integration runs."""
    assert await async_setup_component(hass, "logbook", {})


@pytest.fixture
async def logged(
    logbook: None, hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    """Let a node report, and the logbook have it."""
    broker.report(report_frame(climate()))
    await becomes(hass, REACHABLE, "on")


async def told(hass: HomeAssistant, entity_id: str) -> list[Any]:
    """Return the states that the logbook tells of an entity, in their order."""
    await async_wait_recording_done(hass)
    types = async_determine_event_types(hass, [entity_id], None)
    processor = EventProcessor(hass, types, entity_ids=[entity_id])
    now = dt_util.utcnow()
    events = await get_instance(hass).async_add_executor_job(
        processor.get_events, now - timedelta(hours=1), now + timedelta(hours=1)
    )
    return [event["state"] for event in events]


@pytest.mark.usefixtures("logged")
async def test_node_that_falls_silent_and_comes_back_is_told(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    await pass_time(hass, 3000)
    await becomes(hass, REACHABLE, "off")
    broker.report(report_frame(climate(2, 1300), clock=1300, counter=2))
    await becomes(hass, REACHABLE, "on")
    assert (await told(hass, REACHABLE))[-2:] == ["off", "on"]


@pytest.mark.usefixtures("logged")
async def test_broker_that_goes_and_comes_back_is_told(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.unplug()
    await becomes(hass, CONNECTED, "off")
    broker.plug()
    await becomes(hass, CONNECTED, "on")
    assert (await told(hass, CONNECTED))[-2:] == ["off", "on"]


@pytest.mark.usefixtures("logged")
async def test_button_is_told(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample("3a01", 2), counter=2))
    await until(lambda: state(hass, BUTTON))
    before = state(hass, BUTTON)
    broker.report(report_frame(sample("3a01", 3), counter=3))
    await until(lambda: state(hass, BUTTON) != before)
    assert (await told(hass, BUTTON))[-1:] == [state(hass, BUTTON)]


@pytest.mark.usefixtures("logged")
async def test_measurements_are_not_told(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(climate(2, 1300, 2000), clock=1300, counter=2))
    await becomes(hass, "sensor.attic_temperature", "20.0")
    assert await told(hass, "sensor.attic_temperature") == []


@pytest.mark.usefixtures("logged")
async def test_report_without_news_is_not_told(hass: HomeAssistant, broker: PtyBroker) -> None:
    shown = [each for each in hass.states.async_entity_ids() if ".attic_" in each]
    before = {each: await told(hass, each) for each in shown}
    await pass_time(hass, 60)
    broker.report(report_frame(climate(2, 1060), clock=1060, counter=2))
    await until(lambda: not broker.ring)
    assert {each: await told(hass, each) for each in shown} == before
