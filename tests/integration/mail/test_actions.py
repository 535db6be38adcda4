"""Wishes for a node that actions leave."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
import voluptuous as vol
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from tests.fake_broker import MAC, PtyBroker
from tests.integration.states import state
from tests.node_frames import NODE
from tests.waiting import until

MAILBOX = "sensor.attic_mailbox"
NOON = datetime(2036, 11, 21, 12, tzinfo=UTC)


async def act(hass: HomeAssistant, name: str, **data: Any) -> Any:
    """Call an action and return its answer."""
    return await hass.services.async_call(DOMAIN, name, data, blocking=True, return_response=True)


@pytest.fixture
def attic(hass: HomeAssistant, heard: PtyBroker) -> str:
    """Return the id of the node's device."""
    return device_of(hass, NODE.hex(":"))


def device_of(hass: HomeAssistant, mac: str) -> str:
    """Return the id of a device."""
    [entry] = hass.config_entries.async_entries(DOMAIN)
    found = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, mac), entry.entry_id)
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("name", "data", "letter"),
    [
        ("request_report", {}, "05"),
        ("set_interval", {"interval": 60}, "013c00"),
        ("identify", {}, "030a"),
        ("identify", {"seconds": 60}, "033c"),
    ],
)
async def test_action_leaves_a_letter(
    hass: HomeAssistant, heard: PtyBroker, name: str, data: Any, letter: str
) -> None:
    await act(hass, name, device_id=device_of(hass, NODE.hex(":")), **data)
    await until(lambda: heard.letters() == [bytes.fromhex(letter)])
    assert state(hass, MAILBOX) == "pending"


async def test_action_tells_what_becomes_of_it(hass: HomeAssistant, attic: str) -> None:
    with patch("homeassistant.util.dt.utcnow", return_value=NOON):
        answer = await act(hass, "set_interval", device_id=[attic], interval=1800, heartbeat=3600)
    told = {"device_id": attic, "node": "Attic", "state": "pending"}
    tomorrow = "2036-11-22T12:00:00+00:00"
    assert answer == {
        "letters": [
            {**told, "item": "heartbeat", "until": tomorrow},
            {**told, "item": "interval", "until": tomorrow},
        ]
    }


@pytest.mark.parametrize(
    "data", [{"interval": 9}, {"interval": 43201}, {"interval": 60, "heartbeat": 5}, {}]
)
async def test_values_out_of_bounds_are_refused(
    hass: HomeAssistant, heard: PtyBroker, attic: str, data: Any
) -> None:
    with pytest.raises(vol.Invalid):
        await act(hass, "set_interval", device_id=attic, **data)
    assert heard.mail == {}


async def refused(hass: HomeAssistant, device_id: Any) -> str | None:
    """Return why an action is refused."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "request_report", device_id=device_id)
    return caught.value.translation_key


@pytest.mark.usefixtures("heard")
async def test_unknown_device_is_refused(hass: HomeAssistant) -> None:
    assert await refused(hass, "nobody") == "device_unknown"


@pytest.mark.usefixtures("heard")
async def test_broker_is_not_a_node(hass: HomeAssistant) -> None:
    assert await refused(hass, device_of(hass, MAC.hex(":"))) == "not_a_node"


async def test_device_of_another_integration_is_not_a_node(hass: HomeAssistant) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "x")}
    )
    assert await async_setup_component(hass, DOMAIN, {})
    assert await refused(hass, device.id) == "not_a_node"


async def test_node_of_a_broker_that_is_not_loaded_is_refused(
    hass: HomeAssistant, running: MockConfigEntry, attic: str
) -> None:
    await hass.config_entries.async_unload(running.entry_id)
    assert await refused(hass, attic) == "broker_not_loaded"


async def test_nothing_is_left_if_one_of_the_devices_is_refused(
    hass: HomeAssistant, attic: str
) -> None:
    await refused(hass, [attic, "nobody"])
    assert state(hass, MAILBOX) == "nothing"
