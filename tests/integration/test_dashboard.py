"""The dashboard that the action makes of the user's own nodes."""

from collections.abc import Iterator
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes
from tests.node_frames import report_frame

# Battery, temperature, humidity, voltage, carbon dioxide, a contact.
OBJECTS = "0150 02d007 036112 0c020c 12e204 1101"
CARDS = {
    "entities",
    "grid",
    "heading",
    "picture-entity",
    "sections",
    "statistics-graph",
    "tile",
}
FEATURES = {"bar-gauge", "trend-graph"}
NAMES = {"device", "entity"}


async def made(hass: HomeAssistant, **fields: int) -> Any:
    """Return what the action answers."""
    return await hass.services.async_call(
        DOMAIN, "dashboard", fields, blocking=True, return_response=True
    )


@pytest.fixture
async def found(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> Any:
    """Return the dashboard of a node that has reported."""
    broker.report(report_frame(sample(OBJECTS)))
    await becomes(hass, "sensor.attic_carbon_dioxide", "1250")
    await hass.async_block_till_done()
    return await made(hass)


def parts(card: Any) -> Iterator[dict[str, Any]]:
    """Go through a card and all that it holds."""
    if isinstance(card, dict):
        yield card
        for inner in card.values():
            yield from parts(inner)
    if isinstance(card, list):
        for inner in card:
            yield from parts(inner)


def titles(found: Any, view: int) -> list[str]:
    """Return the headings of a view."""
    return [section["cards"][0]["heading"] for section in found["views"][view]["sections"]]


def entities(cards: Any) -> list[str]:
    """Return the entities that cards show, in their order."""
    return [part["entity"] for part in parts(cards) if "entity" in part]


async def test_every_node_is_a_section(found: Any) -> None:
    assert titles(found, 0) == ["Attic"]


async def test_climate_comes_first(found: Any) -> None:
    (section,) = found["views"][0]["sections"]
    assert entities(section["cards"][1:])[:3] == [
        "sensor.attic_temperature",
        "sensor.attic_humidity",
        "sensor.attic_carbon_dioxide",
    ]


async def test_contact_is_shown(found: Any) -> None:
    assert "binary_sensor.attic_opening" in entities(found["views"][0])


async def test_each_measured_kind_has_a_graph(found: Any) -> None:
    assert titles(found, 1) == ["Temperature", "Humidity", "Carbon dioxide"]


@pytest.mark.usefixtures("found")
async def test_graphs_go_back_as_far_as_is_asked(hass: HomeAssistant) -> None:
    graphs = parts((await made(hass, days=30))["views"][1])
    assert {card["days_to_show"] for card in graphs if "days_to_show" in card} == {30}


async def test_batteries_are_together(found: Any) -> None:
    batteries = found["views"][2]["sections"][0]
    assert (batteries["cards"][0]["heading"], entities(batteries)) == (
        "Batteries",
        ["sensor.attic_battery", "sensor.attic_voltage"],
    )


async def test_devices_tell_how_they_are(found: Any) -> None:
    assert titles(found, 2)[1:] == ["Attic", "Domotik broker (000001)"]


async def test_only_cards_of_home_assistant_are_used(found: Any) -> None:
    kinds = {part["type"] for part in parts(found) if "type" in part}
    assert kinds <= CARDS | FEATURES | NAMES


async def test_rooms_show_nothing_of_the_devices(hass: HomeAssistant, found: Any) -> None:
    registry = er.async_get(hass)
    rooms = [
        registry.async_get(card["entity"])
        for card in found["views"][0]["sections"][0]["cards"]
        if "entity" in card
    ]
    assert {entity.entity_category for entity in rooms if entity} == {None}


async def test_settings_are_with_their_device(found: Any) -> None:
    devices = entities(found["views"][2])
    assert {"number.attic_interval", "button.attic_restart"} <= set(devices)


async def test_picture_of_a_display_comes_first(hass: HomeAssistant, found: Any) -> None:
    registry = er.async_get(hass)
    shown = registry.async_get("sensor.attic_temperature")
    assert shown
    registry.async_get_or_create(
        "image", DOMAIN, "hall", device_id=shown.device_id, object_id_base="hall"
    )
    rooms = [section["cards"] for section in (await made(hass))["views"][0]["sections"]]
    assert [cards[1] for cards in rooms if cards[1]["type"] == "picture-entity"] == [
        {
            "type": "picture-entity",
            "entity": "image.attic_hall",
            "show_name": False,
            "show_state": False,
        }
    ]


async def test_every_entity_is_there(hass: HomeAssistant, found: Any) -> None:
    assert not [entity_id for entity_id in entities(found) if not hass.states.get(entity_id)]


async def test_hidden_entity_is_left_out(hass: HomeAssistant, found: Any) -> None:
    hidden = "sensor.attic_carbon_dioxide"
    er.async_get(hass).async_update_entity(hidden, hidden_by=er.RegistryEntryHider.USER)
    assert hidden not in entities(await made(hass))


async def test_home_without_nodes_gets_what_it_has(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    subentry = next(iter(running.subentries))
    hass.config_entries.async_remove_subentry(running, subentry)
    await hass.async_block_till_done()
    assert [view["title"] for view in (await made(hass))["views"]] == ["Devices"]
