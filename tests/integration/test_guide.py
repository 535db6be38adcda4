"""The examples of the guide, as a user pastes them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from tests.fake_broker import PtyBroker
from tests.integration.states import state
from tests.node_frames import climate, report_frame
from tests.quality.source import HERE
from tests.waiting import until

GUIDE = (HERE.parents[1] / "docs/home-assistant.md").read_text()
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
EXAMPLES: list[Any] = [parse_yaml(block) for block in BLOCKS]
ENTITY_ID = "automation.example"


@asynccontextmanager
async def automated(hass: HomeAssistant, example: Any) -> AsyncIterator[None]:
    """Let an example be an automation for a while."""
    config = {AUTOMATION: [example | {"alias": "Example"}]}
    assert await async_setup_component(hass, AUTOMATION, config)
    await hass.async_block_till_done()
    yield
    target = {"entity_id": ENTITY_ID}
    await hass.services.async_call(AUTOMATION, "turn_off", target, blocking=True)


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("example", EXAMPLES)
async def test_example_is_an_automation(hass: HomeAssistant, example: Any) -> None:
    async with automated(hass, example):
        assert state(hass, ENTITY_ID) == "on"


async def test_nodes_that_are_heard_badly_are_written_down(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    called = async_mock_service(hass, "persistent_notification", "create")
    for counter in (1, 3):
        broker.report(report_frame(climate(counter), counter=counter))
    await until(lambda: not broker.ring)
    async with automated(hass, EXAMPLES[-1]):
        trigger = {"entity_id": ENTITY_ID, "skip_condition": True}
        await hass.services.async_call(AUTOMATION, "trigger", trigger, blocking=True)
        await until(lambda: called)
    assert "Attic: 33 % lost at -60 dBm" in called[0].data["message"]
