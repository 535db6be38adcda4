"""Home Assistant's own MQTT integration shows what a node describes, as Domotik's would."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.components import mqtt
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.objects import OBJECTS
from custom_components.domotik.sensor_types import SENSOR_TYPES, unit_of
from demo.mosquitto import GuardedMosquitto
from tests.waiting import until

from .conftest import NODE, PASSWORDS, Staging
from .firmware import load
from .voice import Voice

# Home Assistant's own warnings are none of ours.
pytestmark = pytest.mark.filterwarnings("default")
USER = "homeassistant"
ABOUT_MESSAGES = ("homeassistant.components", "homeassistant.helpers.template")
fields = load("wifi.fields")
discovery = load("wifi.discovery")
STORED = {"name": "Attic", "model": "ESP32", "power": "battery", "heartbeat": 900}
ALL = [known for known in fields.FIELDS if known not in discovery.OWN]


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Let the integration's timers be: it ends with the test."""
    return True


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Return a folder with the file that the integration looks into."""
    (tmp_path / "configuration.yaml").touch()
    return str(tmp_path)


@pytest.fixture
async def house(hass: HomeAssistant, mosquitto: GuardedMosquitto) -> AsyncIterator[HomeAssistant]:
    """Run Home Assistant's MQTT integration on the real server."""
    entry = MockConfigEntry(
        domain=mqtt.DOMAIN,
        options={"birth_message": {}},
        version=mqtt.CONFIG_ENTRY_VERSION,
        minor_version=mqtt.CONFIG_ENTRY_MINOR_VERSION,
        data={
            "broker": "127.0.0.1",
            "port": mosquitto.port,
            "username": USER,
            "password": PASSWORDS[USER],
            "protocol": "5",
        },
    )
    entry.add_to_hass(hass)
    with patch("homeassistant.components.mqtt.client.RECONNECT_INTERVAL_SECONDS", 0.2):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await until(lambda: mqtt.is_connected(hass))
        yield hass
    assert await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def _everything_enabled() -> Iterator[None]:
    """Enable the entities that are disabled by default."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default", return_value=True
    ):
        yield


class Node(Voice):
    """Says what a node would say."""

    async def describe(self, objects: list[int] = ALL, **settings: Any) -> None:
        """Send the retained description."""
        text = discovery.describe(
            STORED | settings, NODE, f"domotik/{NODE}", fields.STANDARD, objects
        )
        await self.says(f"homeassistant/device/domotik/{NODE}/config", text, retain=True)

    async def report(self, age: int = 0, **values: float | str) -> None:
        """Send a sample."""
        told = {"node": "Attic", "time": "2026-11-21T12:00:00Z", "age": age, **values}
        await self.reach(f"domotik/{NODE}", json.dumps(told))

    async def shows(self, status: str) -> None:
        """Send the status."""
        told = {"status": status, "rssi": -58, "reset_cause": "deep_sleep"}
        await self.reach(f"domotik/{NODE}/status", json.dumps(told))


@pytest.fixture
async def node(house: HomeAssistant, mosquitto: GuardedMosquitto) -> AsyncIterator[Node]:
    """Connect a node."""
    async with Node(mosquitto.port, NODE) as connected:
        yield connected


def entities(hass: HomeAssistant) -> dict[str, er.RegistryEntry]:
    """Return the node's entities by what they tell."""
    registry = er.async_get(hass)
    start = f"domotik_{NODE}_"
    return {
        entry.unique_id.removeprefix(start): entry
        for entry in registry.entities.values()
        if entry.unique_id.startswith(start)
    }


async def shown(hass: HomeAssistant, name: str) -> str:
    """Return the state of an entity, None as long as there is none."""
    found = entities(hass).get(name)
    state = found and hass.states.get(found.entity_id)
    return state.state if state else ""


async def described(hass: HomeAssistant, node: Node, **settings: Any) -> None:
    """Describe a node and wait for its last entity."""
    await node.describe(**settings)
    await until(lambda: "reset_cause" in entities(hass))
    await hass.async_block_till_done()


async def test_a_node_is_one_device(house: HomeAssistant, node: Node) -> None:
    await described(house, node)
    mac = ":".join(NODE[at : at + 2] for at in range(0, 12, 2))
    [device] = [
        known
        for known in dr.async_get(house).devices
        if (dr.CONNECTION_NETWORK_MAC, mac) in known.connections
    ]
    assert (device.name, device.manufacturer, device.model) == ("Attic", "Domotik", "ESP32")


@pytest.mark.parametrize("object_id", discovery.SENSORS)
def test_a_sensor_is_shown_as_domotiks_own_integration_shows_it(object_id: int) -> None:
    kind = OBJECTS[object_id]
    wanted = SENSOR_TYPES[kind.name]
    entity = discovery.entity_of(object_id, kind.name, 900)
    assert fields.FIELDS[object_id][:2] == (kind.name, kind.decimals)
    assert entity.get("dev_cla") == wanted.device_class
    assert entity.get("stat_cla") == wanted.state_class
    assert entity.get("unit_of_meas") == unit_of(kind)
    assert entity.get("sug_dsp_prc") == wanted.precision
    assert entity.get("ent_cat") == wanted.category
    assert entity.get("en", True) == wanted.enabled


def test_every_object_has_a_field_or_a_reason_for_none() -> None:
    told = {*fields.FIELDS, *fields.UNTOLD}
    assert told == set(wire.OBJECT_SIZES)
    assert set(fields.FIELDS) == {*discovery.SENSORS, *discovery.BINARY, wire.BUTTON}


@pytest.mark.usefixtures("_everything_enabled")
async def test_every_field_has_its_state_and_nothing_is_complained_of(
    house: HomeAssistant,
    node: Node,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await described(house, node)
    await node.shows("online")
    await node.report(**{fields.FIELDS[known][0]: 1 for known in ALL if known != wire.BUTTON})
    await node.report(**{fields.FIELDS[known][0]: 0 for known in discovery.OWN})
    await node.report(button="press")
    names = set(entities(house))
    await until(lambda: not silent(house, names))
    complaints = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert not [record for record in complaints if record.name.startswith(ABOUT_MESSAGES)]


def silent(hass: HomeAssistant, names: set[str]) -> set[str]:
    """Return which entities have no state."""
    states = {name: hass.states.get(entities(hass)[name].entity_id) for name in names}
    nothing = {STATE_UNKNOWN, STATE_UNAVAILABLE}
    return {name for name, state in states.items() if state is None or state.state in nothing}


async def test_a_sample_without_a_field_leaves_its_state(house: HomeAssistant, node: Node) -> None:
    await described(house, node)
    await node.report(temperature=21.5, humidity=50)
    await node.report(humidity=51)
    humidity = entities(house)["humidity"].entity_id
    await until(lambda: (state := house.states.get(humidity)) and state.state == "51")
    assert await shown(house, "temperature") == "21.5"


async def test_a_late_sample_is_not_replayed_as_if_it_were_now(
    house: HomeAssistant, node: Node
) -> None:
    await described(house, node)
    await node.report(temperature=21.5)
    await node.report(age=901, temperature=5, humidity=5)
    await node.report(humidity=51)
    humidity = entities(house)["humidity"].entity_id
    await until(lambda: (state := house.states.get(humidity)) and state.state == "51")
    assert await shown(house, "temperature") == "21.5"


async def test_a_late_fault_is_better_than_none(house: HomeAssistant, node: Node) -> None:
    await described(house, node)
    await node.report(age=901, sensor_faults=1)
    faults = entities(house)["sensor_faults"].entity_id
    await until(lambda: (state := house.states.get(faults)) and state.state == "on")


async def test_an_old_press_is_no_event(house: HomeAssistant, node: Node) -> None:
    await described(house, node)
    await node.report(age=11, button="long_press")
    await node.report(temperature=21.5)
    temperature = entities(house)["temperature"].entity_id
    await until(lambda: (state := house.states.get(temperature)) and state.state == "21.5")
    assert await shown(house, "button") == STATE_UNKNOWN


async def test_a_silent_node_becomes_unavailable(house: HomeAssistant, node: Node) -> None:
    await described(house, node, heartbeat=1)
    await node.report(temperature=21.5)
    temperature = entities(house)["temperature"].entity_id
    await until(lambda: (state := house.states.get(temperature)) and state.state == "21.5")
    await until(lambda: (state := house.states.get(temperature)) and state.state == "unavailable")


async def test_a_node_that_stays_awake_is_gone_with_its_connection(
    house: HomeAssistant, node: Node
) -> None:
    await described(house, node, power="mains")
    await node.shows("online")
    await node.report(temperature=21.5)
    temperature = entities(house)["temperature"].entity_id
    await until(lambda: (state := house.states.get(temperature)) and state.state == "21.5")
    await node.shows("offline")
    await until(lambda: (state := house.states.get(temperature)) and state.state == "unavailable")


async def test_the_real_nodes_readings_are_its_room(
    house: HomeAssistant, mosquitto: GuardedMosquitto, stage: Staging
) -> None:
    staged = await stage(mosquitto.port)
    await staged.until(lambda: "temperature" in entities(house))
    temperature = entities(house)["temperature"].entity_id
    await staged.until(
        lambda: (
            (state := house.states.get(temperature))
            and state.state not in {STATE_UNKNOWN, STATE_UNAVAILABLE}
        )
    )
    truth = staged.node.truth()["temperature"]
    assert float(await shown(house, "temperature")) == pytest.approx(truth, abs=0.02)


async def test_a_reading_that_comes_twice_is_one_state(house: HomeAssistant, node: Node) -> None:
    await described(house, node)
    changes: list[str] = []
    temperature = entities(house)["temperature"].entity_id
    house.bus.async_listen(
        "state_changed",
        lambda event: changes.append(event.data["new_state"].state),
        callback(lambda data: data["entity_id"] == temperature),
    )
    for value in (21.5, 21.5, 22):
        await node.report(temperature=value)
    await until(lambda: "22" in changes)
    assert changes == ["21.5", "22"]


async def test_a_real_node_goes_on_when_the_server_was_away(
    house: HomeAssistant, mosquitto: GuardedMosquitto, stage: Staging
) -> None:
    staged = await stage(mosquitto.port)
    await staged.until(lambda: "temperature" in entities(house))
    await staged.until(lambda: not staged.kept())
    mosquitto.kill()
    await staged.until(lambda: len(staged.kept()) > 1)
    waiting = staged.kept()
    mosquitto.start()
    await staged.until(lambda: not waiting & staged.kept())
    temperature = entities(house)["temperature"].entity_id
    await staged.until(
        lambda: (state := house.states.get(temperature)) and state.state != STATE_UNAVAILABLE
    )
