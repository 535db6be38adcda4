"""Every example of the page for other programs, tried on what it speaks of."""

import json
import re
import shlex
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from homeassistant.components import mqtt
from homeassistant.components.recorder.core import Recorder
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml
from paho.mqtt.enums import CallbackAPIVersion
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from demo.servers import Mosquitto
from tests.fake_broker import PtyBroker
from tests.integration.history.conftest import compile_hour, show
from tests.integration.states import becomes
from tests.node_frames import climate, report_frame
from tests.servers.fixtures import mosquitto
from tests.waiting import until

__all__ = ["mosquitto"]

PAGE = (Path(__file__).parent.parent.parent.parent / "docs/api.md").read_text()
BLOCKS: list[tuple[str, str]] = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
CURLS = [text for kind, text in BLOCKS if kind == "sh" and text.startswith("curl")]
MESSAGES = [json.loads(text) for kind, text in BLOCKS if kind == "json"]
(STATESTREAM,) = (text for kind, text in BLOCKS if kind == "yaml")
TEMPERATURE = "sensor.attic_temperature"


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder first, as its own fixtures want it."""


@pytest.fixture
async def reported(
    hass: HomeAssistant, recorder_mock: Recorder, running: MockConfigEntry, broker: PtyBroker
) -> None:
    """Return when a node has reported."""
    for component in ("api", "history", "websocket_api"):
        assert await async_setup_component(hass, component, {})
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    await async_wait_recording_done(hass)


@pytest.fixture
async def answers(reported: None, hass_client: ClientSessionGenerator) -> dict[str, Any]:
    """Return what each curl of the page answers, by its path."""
    client = await hass_client()
    found = {}
    for text in CURLS:
        words = shlex.split(text.replace("$HOME_ASSISTANT", ""))
        path = next(word for word in words if word.startswith("/api"))
        body = words[words.index("-d") + 1] if "-d" in words else None
        response = await client.request("POST" if body else "GET", path, data=body)
        assert response.status == 200, await response.text()
        found[path.split("/")[2]] = json.loads(await response.text())
    return found


async def test_present_value(answers: dict[str, Any]) -> None:
    assert answers["states"]["state"] == "21.5"


async def test_all_that_a_node_measures(answers: dict[str, Any]) -> None:
    assert answers["template"]["sensor.attic_humidity"] == "45.2"


async def test_readings_since_a_time(answers: dict[str, Any]) -> None:
    assert [state["state"] for state in answers["history"][0]] == ["21.5"]


async def test_how_well_the_radio_works(answers: dict[str, Any]) -> None:
    (broker,) = answers["services"]["service_response"]["brokers"]
    assert [node["name"] for node in broker["nodes"]] == ["Attic"]


async def test_hourly_statistics(
    hass: HomeAssistant, reported: None, hass_ws_client: WebSocketGenerator
) -> None:
    hour = dt_util.utcnow().replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    show(hass, hour, 20)
    await compile_hour(hass, hour)
    client = await hass_ws_client()
    await client.send_json(MESSAGES[0])
    rows = (await client.receive_json())["result"][TEMPERATURE]
    assert [row["mean"] for row in rows if row["start"] == hour.timestamp() * 1000] == [20]


async def test_every_change(
    hass: HomeAssistant, reported: None, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client()
    await client.send_json(MESSAGES[1])
    assert (await client.receive_json())["success"]
    first = (await client.receive_json())["event"]["a"][TEMPERATURE]["s"]
    hass.states.async_set(TEMPERATURE, "22")
    second = (await client.receive_json())["event"]["c"][TEMPERATURE]["+"]["s"]
    assert (first, second) == ("21.5", "22")


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Return a folder with the file that the MQTT integration looks into."""
    (tmp_path / "configuration.yaml").touch()
    return str(tmp_path)


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Let the MQTT integration's timers be: it ends with the test."""
    return True


@pytest.fixture
async def streamed(
    hass: HomeAssistant, mosquitto: Mosquitto, running: MockConfigEntry
) -> AsyncIterator[dict[str, str]]:
    """Yield what arrives at the server, by topic, as the page's client listens."""
    entry = MockConfigEntry(
        domain=mqtt.DOMAIN,
        version=mqtt.CONFIG_ENTRY_VERSION,
        minor_version=mqtt.CONFIG_ENTRY_MINOR_VERSION,
        data={"broker": "127.0.0.1", "port": mosquitto.port, "protocol": "5"},
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: mqtt.is_connected(hass))
    config = parse_yaml(STATESTREAM)
    assert isinstance(config, dict)
    assert await async_setup_component(hass, "mqtt_statestream", config)
    messages: dict[str, str] = {}
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: messages.update(
        {message.topic: message.payload.decode()}
    )
    client.connect("127.0.0.1", mosquitto.port)
    client.subscribe(re.findall(r"-t '(.*)'", PAGE)[0])
    client.subscribe("home/sensor/+/last_changed")
    client.loop_start()
    yield messages
    client.disconnect()
    await hass.async_add_executor_job(client.loop_stop)
    # Nothing is to be published any more.
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(entry.entry_id)


async def test_statestream(
    hass: HomeAssistant, streamed: dict[str, str], broker: PtyBroker
) -> None:
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    topics = re.findall(r"`(home/sensor/attic_temperature/\w+)`", PAGE)
    await until(lambda: streamed.keys() >= set(topics))
    assert streamed[topics[0]] == "21.5"
    changed = hass.states.get(TEMPERATURE)
    assert changed
    assert streamed[topics[1]] == changed.last_changed.isoformat()
