"""Buttons, dimmers and commands."""

from typing import Any

import pytest
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import state
from tests.node_frames import report_frame
from tests.waiting import until

BUTTON = "event.attic_button"


def attributes(hass: HomeAssistant, entity_id: str) -> dict[str, Any]:
    """Return what an event entity tells of its last event."""
    found = hass.states.get(entity_id)
    kept = {"event_type", "steps", "arguments"}
    return {key: value for key, value in found.attributes.items() if key in kept} if found else {}


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    ("objects", "entity_id", "told"),
    [
        ("3a01", BUTTON, {"event_type": "press"}),
        ("3a04", BUTTON, {"event_type": "long_press"}),
        ("3c0203", "event.attic_dimmer", {"event_type": "rotate_right", "steps": 3}),
        ("3b0102ff", "event.attic_command", {"event_type": "toggle", "arguments": "ff"}),
    ],
)
async def test_first_event_of_an_object_is_fired(
    hass: HomeAssistant, broker: PtyBroker, objects: str, entity_id: str, told: dict[str, Any]
) -> None:
    broker.report(report_frame(sample(objects)))
    await until(lambda: state(hass, entity_id) not in {None, STATE_UNKNOWN})
    assert attributes(hass, entity_id) == told


@pytest.mark.usefixtures("running")
async def test_each_press_is_fired(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample("3a01")))
    await until(lambda: state(hass, BUTTON) not in {None, STATE_UNKNOWN})
    changes = async_capture_events(hass, "state_changed")
    broker.report(report_frame(sample("3a02", 3), sample("3a01", 2), counter=2))
    await until(lambda: attributes(hass, BUTTON) == {"event_type": "double_press"})
    presses = [change for change in changes if change.data["entity_id"] == BUTTON]
    assert len(presses) >= 2


@pytest.mark.usefixtures("running")
async def test_old_press_is_not_fired(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(report_frame(sample("3a01")), held_ms=11_000)
    await until(lambda: state(hass, BUTTON))
    assert state(hass, BUTTON) == STATE_UNKNOWN


async def test_nothing_pressed_is_not_fired(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.report(report_frame(sample("3a00")))
    await until(lambda: state(hass, BUTTON))
    assert state(hass, BUTTON) == STATE_UNKNOWN
