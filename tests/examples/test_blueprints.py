"""The blueprints: Home Assistant accepts them, and runs them as real automations."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)

FOLDER = Path(__file__).parent.parent.parent / "examples/blueprints/automation/domotik"
FILES = sorted(FOLDER.glob("*.yaml"))
REACHABLE = "binary_sensor.attic_reachable"
MOISTURE = "sensor.fern_moisture"

type Run = Callable[..., Any]


def tell(text: str) -> list[dict[str, Any]]:
    """Return the actions that tell a text."""
    return [{"action": "test.tell", "data": {"text": text}}]


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Return a folder with the blueprints in their place."""
    shutil.copytree(FOLDER, tmp_path / "blueprints/automation/domotik")
    return str(tmp_path)


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what automations have told."""
    return async_mock_service(hass, "test", "tell")


@pytest.fixture
async def run(hass: HomeAssistant, told: list[ServiceCall]) -> AsyncIterator[Run]:
    """Return what sets an automation up."""

    async def with_inputs(name: str, **inputs: Any) -> None:
        use = {"path": f"domotik/{name}.yaml", "input": inputs}
        assert await async_setup_component(
            hass, "automation", {"automation": [{"alias": name, "use_blueprint": use}]}
        )
        await hass.async_block_till_done()
        assert hass.states.is_state(f"automation.{name}", "on")

    yield with_inputs
    # Its timers would outlast the test.
    every = {"entity_id": hass.states.async_entity_ids("automation")}
    await hass.services.async_call("automation", "turn_off", every, blocking=True)


async def pass_time(hass: HomeAssistant, freezer: FrozenDateTimeFactory, **time: float) -> None:
    """Let time pass."""
    freezer.tick(timedelta(**time))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()


async def become(hass: HomeAssistant, **states: object) -> None:
    """Set the states of sensors, by their object ids."""
    for name, value in states.items():
        hass.states.async_set(f"sensor.{name}", str(value))
    await hass.async_block_till_done()


async def a_moment() -> None:
    """Let an automation begin that then waits."""
    for _ in range(50):
        await asyncio.sleep(0)


def texts(told: list[ServiceCall]) -> list[str]:
    """Return the texts that were told."""
    return [call.data["text"] for call in told]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_home_assistant_accepts_it(hass: HomeAssistant, file: Path) -> None:
    blueprint = Blueprint(
        load_yaml_dict(str(file)),
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    assert blueprint.validate() is None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_says_where_it_comes_from(file: Path) -> None:
    source = f"https://github.com/domotik/domotik/blob/main/examples/blueprints/automation/domotik/{file.name}"
    assert load_yaml_dict(str(file))["blueprint"]["source_url"] == source


@pytest.fixture
async def watched(hass: HomeAssistant, run: Run) -> None:
    """Watch a node that is there."""
    hass.states.async_set(REACHABLE, "on")
    minutes = {"minutes": 15}
    await run(
        "node_silent",
        nodes=[REACHABLE],
        patience=minutes,
        silent=tell("{{ node }} silent"),
        back=tell("{{ node }} back"),
    )


@pytest.mark.usefixtures("watched")
async def test_silent_node_is_told_after_the_patience(
    hass: HomeAssistant, told: list[ServiceCall], freezer: FrozenDateTimeFactory
) -> None:
    hass.states.async_set(REACHABLE, "off")
    await pass_time(hass, freezer, minutes=14)
    before = len(told)
    await pass_time(hass, freezer, minutes=2)
    assert (before, texts(told)) == (0, [f"{REACHABLE} silent"])


@pytest.mark.usefixtures("watched")
async def test_node_that_is_back_is_told(
    hass: HomeAssistant, told: list[ServiceCall], freezer: FrozenDateTimeFactory
) -> None:
    hass.states.async_set(REACHABLE, "off")
    await pass_time(hass, freezer, minutes=16)
    hass.states.async_set(REACHABLE, "on")
    await hass.async_block_till_done()
    assert texts(told)[1:] == [f"{REACHABLE} back"]


@pytest.mark.usefixtures("watched")
async def test_short_silence_is_not_told(
    hass: HomeAssistant, told: list[ServiceCall], freezer: FrozenDateTimeFactory
) -> None:
    hass.states.async_set(REACHABLE, "off")
    await pass_time(hass, freezer, minutes=5)
    hass.states.async_set(REACHABLE, "on")
    await hass.async_block_till_done()
    assert told == []


@pytest.fixture
async def aired(hass: HomeAssistant, run: Run) -> None:
    """Watch a room whose air is good."""
    await become(hass, inside=21, damp=50, outside=5, rain=80, stale=600)
    await run(
        "ventilate",
        temperature="sensor.inside",
        humidity="sensor.damp",
        carbon_dioxide="sensor.stale",
        temperature_outside="sensor.outside",
        humidity_outside="sensor.rain",
        ventilate=tell("open"),
        enough=tell("close"),
    )


@pytest.mark.usefixtures("aired")
async def test_damp_air_inside_calls_for_drier_air_outside(
    hass: HomeAssistant, told: list[ServiceCall]
) -> None:
    await become(hass, damp=65)
    assert texts(told) == ["open"]


@pytest.mark.usefixtures("aired")
async def test_air_outside_that_holds_more_water_does_not_help(
    hass: HomeAssistant, told: list[ServiceCall]
) -> None:
    await become(hass, outside=28, rain=70)
    await become(hass, damp=65)
    assert told == []


@pytest.mark.usefixtures("aired")
async def test_stale_air_calls_for_fresh_air(hass: HomeAssistant, told: list[ServiceCall]) -> None:
    await become(hass, stale=1300)
    assert texts(told) == ["open"]


@pytest.mark.usefixtures("aired")
async def test_it_says_when_it_is_enough(hass: HomeAssistant, told: list[ServiceCall]) -> None:
    await become(hass, stale=1300)
    await become(hass, stale=1100)
    await become(hass, stale=900)
    assert texts(told) == ["open", "close"]


@pytest.mark.usefixtures("aired")
async def test_sensor_that_is_gone_calls_for_nothing(
    hass: HomeAssistant, told: list[ServiceCall]
) -> None:
    await become(hass, outside="unavailable", damp=90)
    assert told == []


async def potted(hass: HomeAssistant, run: Run) -> None:
    """Watch a plant that has been watered."""
    await become(hass, fern_moisture=50)
    await run("water_plant", moisture=MOISTURE, thirsty=tell("thirsty"), happy=tell("happy"))


async def test_dry_soil_is_told_after_a_while(
    hass: HomeAssistant, told: list[ServiceCall], freezer: FrozenDateTimeFactory, run: Run
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-06-01 12:00:00+00:00")
    await potted(hass, run)
    await become(hass, fern_moisture=20)
    before = len(told)
    await pass_time(hass, freezer, minutes=61)
    assert (before, texts(told)) == (0, ["thirsty"])


async def test_soil_that_dries_at_night_is_told_in_the_morning(
    hass: HomeAssistant, told: list[ServiceCall], freezer: FrozenDateTimeFactory, run: Run
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-06-01 02:00:00+00:00")
    await potted(hass, run)
    await become(hass, fern_moisture=20)
    await pass_time(hass, freezer, hours=2)
    before = len(told)
    freezer.move_to("2026-06-01 08:00:01+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert (before, texts(told)) == (0, ["thirsty"])


async def test_watered_plant_is_told(
    hass: HomeAssistant, told: list[ServiceCall], run: Run
) -> None:
    await potted(hass, run)
    await become(hass, fern_moisture=20)
    await become(hass, fern_moisture=60)
    assert texts(told) == ["happy"]


async def test_panel_is_refreshed_once_after_alerts(
    hass: HomeAssistant, run: Run, freezer: FrozenDateTimeFactory
) -> None:
    pressed = async_mock_service(hass, "button", "press")
    alerts = ["binary_sensor.leak", "binary_sensor.smoke"]
    for alert in alerts:
        hass.states.async_set(alert, "off")
    await run("refresh_panel", alerts=alerts, refresh="button.panel_refresh")
    for alert in alerts:
        hass.states.async_set(alert, "on")
        await a_moment()
    before = len(pressed)
    await pass_time(hass, freezer, seconds=11)
    targets = [call.data["entity_id"] for call in pressed]
    assert (before, targets) == (0, [["button.panel_refresh"]])
