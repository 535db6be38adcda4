"""Home Assistant's own purpose-specific triggers, on our entities, in a real automation."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import state
from tests.node_frames import report_frame
from tests.waiting import until


@dataclass(frozen=True, slots=True)
class Case:
    """A trigger, the entity that it watches, and objects that do not and do start it."""

    trigger: str
    entity_id: str
    before: str
    after: str
    options: dict[str, Any] = field(default_factory=dict)


def above(number: float, unit: str | None = None) -> dict[str, Any]:
    """Return the options of a trigger that fires above a value."""
    value = {"number": number} | ({"unit_of_measurement": unit} if unit else {})
    return {"threshold": {"type": "above", "value": value}}


CASES = [
    Case("battery.became_low", "binary_sensor.attic_battery", "1500", "1501"),
    Case(
        "temperature.crossed_threshold",
        "sensor.attic_temperature",
        "026009",
        "02280a",
        above(25, "°C"),
    ),
    Case("humidity.crossed_threshold", "sensor.attic_humidity", "037017", "03401f", above(70)),
    Case(
        "air_quality.co2_crossed_threshold",
        "sensor.attic_carbon_dioxide",
        "12e703",
        "12e903",
        above(1000),
    ),
    Case("moisture.crossed_threshold", "sensor.attic_moisture", "14da16", "14d417", above(60)),
    Case("moisture.detected", "binary_sensor.attic_moisture", "2000", "2001"),
]


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trigger)
async def test_trigger_starts_an_automation(
    hass: HomeAssistant, broker: PtyBroker, case: Case
) -> None:
    called = async_mock_service(hass, "test", "run")
    broker.report(report_frame(sample(case.before)))
    await until(lambda: state(hass, case.entity_id))
    trigger = {"trigger": case.trigger, "options": case.options}
    automation = {
        "triggers": [trigger | {"target": {"entity_id": case.entity_id}}],
        "actions": [{"action": "test.run"}],
    }
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    await hass.async_block_till_done()
    assert called == []
    broker.report(report_frame(sample(case.after, 2), counter=2))
    await until(lambda: called)
    assert len(called) == 1
