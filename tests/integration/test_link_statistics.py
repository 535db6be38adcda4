"""The action that answers with how well the radio works."""

import json
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from tests.fake_broker import MAC, PtyBroker
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until


async def asked(hass: HomeAssistant, **data: str) -> Any:
    """Return what the action answers."""
    return await hass.services.async_call(
        DOMAIN, "link_statistics", data, blocking=True, return_response=True
    )


@pytest.fixture
async def found(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> Any:
    """Return the answer after three reports, of which one came twice and one was lost."""
    for counter in (1, 2, 4):
        broker.report(report_frame(climate(min(counter, 2)), counter=counter))
    await until(lambda: not broker.ring and running.runtime_data.session.broker.stats)
    return (await asked(hass))["brokers"]


async def test_broker_is_told(found: Any) -> None:
    [broker] = found
    assert (broker["mac"], broker["connected"], broker["channel"]) == (MAC.hex(":"), True, 6)


async def test_node_is_told(found: Any) -> None:
    [node] = found[0]["nodes"]
    told = {name: node[name] for name in ("name", "mac", "reachable", "rssi", "readings")}
    assert told == {
        "name": "Attic",
        "mac": NODE.hex(":"),
        "reachable": True,
        "rssi": -60,
        "readings": 2,
    }
    assert (node["lost_frames"], node["duplicates"], node["radio_loss"]) == (1, 1, 25.0)


async def test_answer_is_json(found: Any) -> None:
    assert json.loads(json.dumps(found)) == found


async def test_node_that_was_never_heard_is_told(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    [node] = (await asked(hass))["brokers"][0]["nodes"]
    assert (node["last_seen"], node["reachable"]) == (None, False)


async def test_one_broker_is_told_when_it_is_named(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    assert len((await asked(hass, config_entry_id=running.entry_id))["brokers"]) == 1


async def test_broker_that_does_not_exist_is_refused(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError, match="not found"):
        await asked(hass, config_entry_id="none")


async def test_entry_of_another_integration_is_refused(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    with pytest.raises(ServiceValidationError, match="does not belong"):
        await asked(hass, config_entry_id=other.entry_id)


async def test_broker_that_is_not_loaded_is_refused(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(running.entry_id)
    with pytest.raises(ServiceValidationError, match="not loaded"):
        await asked(hass, config_entry_id=running.entry_id)


async def test_without_a_broker_there_is_nothing_to_tell(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(running.entry_id)
    assert await asked(hass) == {"brokers": []}
