"""What a display finds in Home Assistant, in the user's units and language."""

from datetime import timedelta
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.display.summary import Amount, Kind, Notice, Room, Sign
from custom_components.domotik.display.words import ENGLISH, SWEDISH
from custom_components.domotik.display_rooms import Found, find
from custom_components.domotik.display_settings import Settings
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.integration.states import becomes
from tests.node_frames import NODE, climate, report_frame

PLAIN: dict[str, Any] = {"backend": "none", "model": "2in13b_v4", "rotation": "0"}


@pytest.fixture
async def reported(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> None:
    """Let the node have reported."""
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    await hass.async_block_till_done()


@pytest.fixture
def hall(hass: HomeAssistant) -> str:
    """Return an area."""
    return ar.async_get(hass).async_create("Hall").id


def put(hass: HomeAssistant, area: str, entity_id: str, value: str, **attributes: Any) -> str:
    """Put an entity of somebody else into an area."""
    domain, _, name = entity_id.partition(".")
    registry = er.async_get(hass)
    registry.async_get_or_create(domain, "other", name, suggested_object_id=name)
    registry.async_update_entity(entity_id, area_id=area)
    hass.states.async_set(entity_id, value, attributes)
    return entity_id


def found(hass: HomeAssistant, entry: MockConfigEntry, **chosen: Any) -> Found:
    """Return what a display finds."""
    return find(hass, entry.runtime_data, Settings.read(PLAIN | chosen), ENGLISH)


def thermometer(hass: HomeAssistant, area: str, name: str = "a", value: str = "19.26") -> str:
    """Put a thermometer into an area."""
    attributes = {"device_class": "temperature", "unit_of_measurement": "°C"}
    return put(hass, area, f"sensor.{name}", value, **attributes)


@pytest.mark.usefixtures("reported")
async def test_without_a_choice_all_nodes_are_shown(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    assert found(hass, running).rooms == (
        Room(
            "Attic",
            Amount(Kind.TEMPERATURE, 21.5, "°C", 1),
            (
                Amount(Kind.HUMIDITY, 45.2, "%", 0),
                Amount(Kind.PRESSURE, 1013.25, "hPa", 0),
                Amount(Kind.ILLUMINANCE, 320.0, "lx", 0),
            ),
        ),
    )


@pytest.mark.usefixtures("reported")
async def test_large_number_is_chosen(hass: HomeAssistant, running: MockConfigEntry) -> None:
    room = found(hass, running, large="humidity").rooms[0]
    assert room.large == Amount(Kind.HUMIDITY, 45.2, "%", 0)
    assert room.small[0].kind is Kind.TEMPERATURE


async def test_node_without_a_report_has_a_dash_and_no_alarm(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    assert found(hass, running).rooms == (Room("Attic"),)


@pytest.mark.usefixtures("reported")
async def test_silent_node_tells_since_when(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    running.runtime_data.nodes[NODE.hex(":")].node.last_seen -= 7300
    running.runtime_data.look_for_silence(running.created_at + timedelta(days=1))
    await becomes(hass, "sensor.attic_temperature", "unavailable")
    (room,) = found(hass, running).rooms
    assert (room.large, room.small) == (None, ())
    assert room.silent is not None
    assert timedelta(hours=2) < room.silent < timedelta(hours=3)


@pytest.mark.usefixtures("reported")
async def test_lost_broker_is_a_notice(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.unplug()
    await becomes(hass, "sensor.attic_temperature", "unavailable")
    assert found(hass, running).notices == (Notice(Sign.WARNING, "No broker", alarm=True),)


@pytest.mark.usefixtures("reported")
async def test_rooms_are_in_the_users_order(
    hass: HomeAssistant,
    running: MockConfigEntry,
    hall: str,
    device_registry: dr.DeviceRegistry,
) -> None:
    thermometer(hass, hall)
    devices = dr.async_entries_for_config_entry(device_registry, running.entry_id)
    attic = next(device.id for device in devices if device.name == "Attic")
    for rooms in ([f"area:{hall}", f"device:{attic}"], [f"device:{attic}", f"area:{hall}"]):
        names = [room.name for room in found(hass, running, rooms=rooms).rooms]
        assert names == ["Hall" if room.startswith("area") else "Attic" for room in rooms]


async def test_room_that_is_gone_is_left_out(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    assert found(hass, running, rooms=["area:gone", "device:gone"]).rooms == ()


async def test_area_shows_anybodys_sensor(
    hass: HomeAssistant, running: MockConfigEntry, hall: str
) -> None:
    thermometer(hass, hall)
    assert found(hass, running, rooms=[f"area:{hall}"]).rooms == (
        Room("Hall", Amount(Kind.TEMPERATURE, 19.26, "°C", 1)),
    )


async def test_sensor_that_is_there_is_preferred(
    hass: HomeAssistant, running: MockConfigEntry, hall: str
) -> None:
    thermometer(hass, hall, "a", "unavailable")
    thermometer(hass, hall, "b", "20.0")
    (room,) = found(hass, running, rooms=[f"area:{hall}"]).rooms
    assert (room.large, room.silent) == (Amount(Kind.TEMPERATURE, 20.0, "°C", 1), None)


async def test_sensor_of_the_area_is_preferred(
    hass: HomeAssistant, running: MockConfigEntry, hall: str
) -> None:
    thermometer(hass, hall, "a", "1.0")
    chosen = thermometer(hass, hall, "b", "20.0")
    ar.async_get(hass).async_update(hall, temperature_entity_id=chosen)
    (room,) = found(hass, running, rooms=[f"area:{hall}"]).rooms
    assert room.large is not None
    assert room.large.value == 20.0


async def test_unavailable_area_is_silent(
    hass: HomeAssistant, running: MockConfigEntry, hall: str
) -> None:
    thermometer(hass, hall, "a", "unavailable")
    (room,) = found(hass, running, rooms=[f"area:{hall}"]).rooms
    assert room.silent is not None
    assert room.alarm


@pytest.mark.parametrize(
    ("entity_id", "value", "low"),
    [
        ("binary_sensor.battery", "on", True),
        ("binary_sensor.battery", "off", False),
        ("sensor.battery", "14.9", True),
        ("sensor.battery", "15", False),
        ("sensor.battery", "unknown", False),
    ],
)
async def test_battery_matters_only_when_it_is_low(
    running: MockConfigEntry, hall: str, entity_id: str, value: str, low: bool
) -> None:
    hass = running.runtime_data.hass
    put(hass, hall, entity_id, value, device_class="battery")
    assert found(hass, running, rooms=[f"area:{hall}"]).rooms[0].battery_low is low


async def test_device_that_judges_its_battery_is_believed(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    low = []
    for number, percent in enumerate((14, 16, 21)):
        broker.report(report_frame(sample(f"01{percent:02x}", number), counter=number + 1))
        await becomes(hass, "sensor.attic_battery", str(percent))
        low.append(found(hass, running).rooms[0].battery_low)
    assert low == [True, True, False]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("moisture", "Water: Hall"),
        ("smoke", "Smoke: Hall"),
        ("gas", "Gas: Hall"),
        ("carbon_monoxide", "CO: Hall"),
    ],
)
async def test_hazard_is_an_alarm(
    hass: HomeAssistant, running: MockConfigEntry, hall: str, name: str, text: str
) -> None:
    put(hass, hall, "binary_sensor.x", "on", device_class=name)
    notices = found(hass, running, rooms=[f"area:{hall}"]).notices
    assert notices == (Notice(Sign.WARNING, text, alarm=True),)


async def test_open_window_is_told_without_alarm(
    hass: HomeAssistant, running: MockConfigEntry, hall: str
) -> None:
    put(hass, hall, "binary_sensor.x", "on", device_class="window")
    assert found(hass, running, rooms=[f"area:{hall}"]).notices == (Notice(Sign.OPENING, "Hall"),)


async def test_closed_and_dry_is_not_told(
    hass: HomeAssistant, running: MockConfigEntry, hall: str
) -> None:
    put(hass, hall, "binary_sensor.x", "off", device_class="window")
    put(hass, hall, "binary_sensor.y", "off", device_class="moisture")
    assert found(hass, running, rooms=[f"area:{hall}"]).notices == ()


async def test_worst_air_is_shown(
    hass: HomeAssistant, running: MockConfigEntry, hall: str
) -> None:
    office = ar.async_get(hass).async_create("Office").id
    air = {"device_class": "carbon_dioxide", "unit_of_measurement": "ppm"}
    put(hass, hall, "sensor.x", "1500", **air)
    put(hass, office, "sensor.y", "700", **air)
    rooms = [f"area:{hall}", f"area:{office}"]
    assert found(hass, running, rooms=rooms).air == (Amount(Kind.CO2, 1500, "ppm", 0, alarm=True),)


@pytest.mark.parametrize(("value", "alarm"), [("4.9", True), ("5", False), ("30.1", True)])
async def test_limits_are_the_users(
    hass: HomeAssistant, running: MockConfigEntry, hall: str, value: str, alarm: bool
) -> None:
    thermometer(hass, hall, "a", value)
    limits = {"temperature_low": 5, "temperature_high": 30}
    (room,) = found(hass, running, rooms=[f"area:{hall}"], limits=limits).rooms
    assert room.alarm is alarm


async def test_unit_is_the_users(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    hass.config.units = US_CUSTOMARY_SYSTEM
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "70.7")
    assert found(hass, running).rooms[0].large == Amount(Kind.TEMPERATURE, 70.7, "°F", 1)


async def test_language_is_home_assistants(
    hass: HomeAssistant, running: MockConfigEntry, hall: str
) -> None:
    put(hass, hall, "binary_sensor.x", "on", device_class="moisture")
    settings = Settings.read(PLAIN | {"rooms": [f"area:{hall}"]})
    (notice,) = find(hass, running.runtime_data, settings, SWEDISH).notices
    assert notice.text == "Vatten: Hall"


@pytest.mark.usefixtures("reported")
async def test_trend_is_of_the_first_large_number(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    assert found(hass, running).leading == ("Attic", "sensor.attic_temperature")
