"""How nodes and broker are doing."""

from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.home import HOME
from custom_components.domotik.protocol.messages import Stats
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, state
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

LOSS = "sensor.attic_radio_loss"
LOST = "sensor.attic_lost_readings"
BROKER = "sensor.domotik_broker_000001"
STATS = Stats(60, 102_400, 1000, 7, 30, 5, 2, 12_500, 9, 0, 0, 1, 0, 3)


@pytest.fixture
async def gaps(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> None:
    """Let one of two frames be lost, and three of the samples up to the second."""
    broker.report(report_frame(climate(1), counter=1))
    broker.report(report_frame(climate(5, 1300), clock=1300, oldest=5, counter=3))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    await until(lambda: not broker.ring)


@pytest.mark.usefixtures("gaps")
async def test_missing_counters_are_radio_loss(hass: HomeAssistant) -> None:
    await becomes(hass, LOSS, "33.3")


@pytest.mark.usefixtures("gaps")
async def test_missing_numbers_are_lost_readings(hass: HomeAssistant) -> None:
    await becomes(hass, LOST, "3")


@pytest.mark.usefixtures("gaps")
async def test_figures_of_a_node_outlive_a_restart(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(running.entry_id)
    del hass.data[HOME]
    await hass.config_entries.async_setup(running.entry_id)
    await becomes(hass, LOST, "3")
    assert (state(hass, LOSS), NODE.hex(":") in running.runtime_data.nodes) == ("33.3", True)


@pytest.mark.usefixtures("_everything_enabled", "running")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("received_frames", "1000"),
        ("dropped_frames", "7"),
        ("repeated_frames", "30"),
        ("frames_of_strangers", "5"),
        ("bad_lines", "2"),
        ("longest_time_to_answer", "12.5"),
        ("waiting_frames", "9"),
        ("free_memory", "100.0"),
        ("restart_cause", "watchdog"),
    ],
)
async def test_figures_of_a_broker_are_shown(hass: HomeAssistant, name: str, value: str) -> None:
    with patch("custom_components.domotik.protocol.upkeep.Stats.from_payload", return_value=STATS):
        await becomes(hass, f"{BROKER}_{name}", value)


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    ("entity_id", "disabled"),
    [
        (LOSS, False),
        (LOST, False),
        ("sensor.attic_lost_frames", True),
        ("sensor.attic_received_readings", True),
        (f"{BROKER}_dropped_frames", False),
        (f"{BROKER}_restart_cause", False),
        (f"{BROKER}_received_frames", True),
        (f"{BROKER}_repeated_frames", True),
        (f"{BROKER}_waiting_frames", True),
        (f"{BROKER}_free_memory", True),
        (f"{BROKER}_longest_time_to_answer", True),
    ],
)
async def test_noisy_figures_are_disabled(
    entity_registry: er.EntityRegistry, entity_id: str, disabled: Any
) -> None:
    found = entity_registry.async_get(entity_id)
    assert found is not None
    assert found.disabled is disabled
