"""The ways that a reading can go into Home Assistant, each set up as its users do."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from homeassistant.components.sensor import SensorEntity, SensorStateClass
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_component import DATA_INSTANCES
from homeassistant.setup import async_setup_component

from benchmarks.home_assistant import home_assistant
from benchmarks.reading.feeders import KEY
from benchmarks.reading.readings import FIELDS, STEPS, UNITS, values
from demo.servers import Mosquitto
from tests.node_frames import NODE

MQTT_DEFAULTS: Final = {"set_client_cert": False, "set_ca_cert": "off", "transport": "tcp"}

type Feed = Callable[[int, float], Awaitable[None]]
type SetUp = Callable[[AsyncExitStack, Path], Awaitable[tuple[HomeAssistant, Feed]]]

LINES_YAML: Final = """\
sensor:
  - platform: serial
    serial_port: {port}
    baudrate: 115200
    name: board
template:
  - sensor:
"""
LINES_SENSOR: Final = """\
      - name: {field}
        unique_id: attic_{field}
        device_class: {field}
        state_class: measurement
        unit_of_measurement: "{unit}"
        state: "{{{{ state_attr('sensor.board', '{field}') }}}}"
"""


@dataclass(frozen=True, slots=True)
class Way:
    """A way: its name, and what starts a Home Assistant with it on an empty folder."""

    name: str
    set_up: SetUp


@asynccontextmanager
async def feeder(way: str, where: object) -> AsyncIterator[Process]:
    """Run a feeder that has made all that it will send."""
    command = (sys.executable, "-m", "benchmarks.reading.feeders", way, str(where))
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert process.stdout
    await process.stdout.readline()
    try:
        yield process
    finally:
        process.terminate()
        await process.wait()


def from_process(process: Process) -> Feed:
    """Return what lets a feeder send."""

    async def feed(count: int, rate: float) -> None:
        assert process.stdin
        process.stdin.write(f"{count} {rate}\n".encode())
        await process.stdin.drain()

    return feed


async def set_up_floor(stack: AsyncExitStack, folder: Path) -> tuple[HomeAssistant, Feed]:
    """Add five sensors that are told their values, and nothing around them."""
    hass = await stack.enter_async_context(home_assistant(folder))
    await async_setup_component(hass, "sensor", {})
    sensors = [FloorSensor(place) for place in range(len(FIELDS))]
    await hass.data[DATA_INSTANCES]["sensor"].async_add_entities(sensors)

    async def feed(count: int, rate: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        for number in range(count):
            for sensor in sensors:
                sensor.show(number)
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - loop.time()))

    return hass, feed


class FloorSensor(SensorEntity):
    """A sensor that writes its state and does nothing else."""

    _attr_should_poll = False
    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, place: int) -> None:
        """Show one of the five values."""
        self._place = place
        self._attr_unique_id = f"attic_{FIELDS[place]}"
        self._attr_name = FIELDS[place]
        self._attr_device_class = FIELDS[place]  # type: ignore[assignment]
        self._attr_native_unit_of_measurement = UNITS[place]

    def show(self, number: int) -> None:
        """Write the value of a reading."""
        self._attr_native_value = values(number)[self._place] / STEPS[self._place]
        self.async_write_ha_state()


def set_up_domotik(way: str) -> SetUp:
    """Return what adds a broker and its node, with a key or without."""

    async def set_up(stack: AsyncExitStack, folder: Path) -> tuple[HomeAssistant, Feed]:
        hass = await stack.enter_async_context(home_assistant(folder))
        port = folder / "port"
        process = await stack.enter_async_context(feeder(way, port))
        entry = await flow(hass, "domotik", {"device": str(port)})
        add_keyed_node(hass, entry, KEY if way == "sealed" else None)
        return hass, from_process(process)

    return set_up


def add_keyed_node(hass: HomeAssistant, entry: ConfigEntry, key: bytes | None = KEY) -> None:
    """Add the node that reports, with its key or without one."""
    subentry = ConfigSubentry(
        data=MappingProxyType({"mac": NODE.hex(":")} | ({"key": key.hex()} if key else {})),
        subentry_type="node",
        title="Attic",
        unique_id=NODE.hex(":"),
    )
    hass.config_entries.async_add_subentry(entry, subentry)


async def set_up_mqtt(stack: AsyncExitStack, folder: Path) -> tuple[HomeAssistant, Feed]:
    """Start a Mosquitto, add Home Assistant's `mqtt`, and let a device be discovered."""
    hass = await stack.enter_async_context(home_assistant(folder))
    server = Mosquitto(folder / "mosquitto")
    # Not in the event loop, where Home Assistant takes offence at its waiting.
    await asyncio.to_thread(server.start)
    stack.push_async_callback(asyncio.to_thread, server.stop)
    await flow(
        hass, "mqtt", {"broker": "127.0.0.1", "port": server.port, "other_settings": MQTT_DEFAULTS}
    )
    return hass, from_process(await stack.enter_async_context(feeder("mqtt", server.port)))


async def set_up_lines(stack: AsyncExitStack, folder: Path) -> tuple[HomeAssistant, Feed]:
    """Let a serial sensor and five template sensors take JSON lines."""
    process = await stack.enter_async_context(feeder("lines", folder / "port"))
    hass = await stack.enter_async_context(home_assistant(folder, lines_yaml(folder)))
    return hass, from_process(process)


async def flow(hass: HomeAssistant, domain: str, answers: dict[str, Any]) -> ConfigEntry:
    """Return the entry that a user's flow makes."""
    form = await hass.config_entries.flow.async_init(domain, context={"source": "user"})
    result = await hass.config_entries.flow.async_configure(form["flow_id"], answers)
    assert result["type"] == "create_entry", result
    entry: ConfigEntry = result["result"]
    return entry


def lines_yaml(folder: Path) -> str:
    """Return the YAML for JSON lines."""
    sensors = "".join(
        LINES_SENSOR.format(field=field, unit=unit)
        for field, unit in zip(FIELDS, UNITS, strict=True)
    )
    return LINES_YAML.format(port=folder / "port") + sensors


WAYS: Final = (
    Way("floor", set_up_floor),
    Way("domotik, sealed", set_up_domotik("sealed")),
    Way("domotik, unsealed", set_up_domotik("unsealed")),
    Way("mqtt", set_up_mqtt),
    Way("JSON lines", set_up_lines),
)
