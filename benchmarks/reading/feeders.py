"""What brings the readings, in a process of its own: a broker, a serial board, an MQTT client.

A feeder sends when it is told how many readings, and how many of them a second.
"""

import asyncio
import json
import os
import pty
import sys
import time
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Final, override

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.reading.readings import FIELDS, UNITS, amounts, values
from custom_components.domotik.protocol import wire
from tests.fake_broker import PtyBroker
from tests.node_frames import announce_frame, report_frame, sealed_frame

KEY: Final = bytes(range(16))
TOPIC: Final = "benchmark/attic"
OBJECTS: Final = (wire.TEMPERATURE, wire.HUMIDITY, wire.PRESSURE, wire.ILLUMINANCE, wire.VOLTAGE)

type Send = Callable[[int], None]


async def feed(send: Send, sent: Callable[[], None] = lambda: None) -> None:
    """Send what each line of the input asks for: how many readings, how many a second."""
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print("ready", flush=True)
    number = 0
    while line := await lines.readline():
        count, rate = map(float, line.split())
        due = loop.time()
        for _ in range(int(count)):
            number += 1
            send(number)
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
        sent()


def report(number: int, key: bytes | None) -> bytes:
    """Return the frame that brings a reading which was just taken."""
    clock = int(time.monotonic())
    sample = wire.pack_sample(number, clock, list(zip(OBJECTS, values(number), strict=True)))
    frame = report_frame(sample, clock=clock, oldest=number, counter=number)
    return sealed_frame(key, frame) if key else frame


class PatientBroker(PtyBroker):
    """A broker that waits while nobody reads, as a serial line makes it wait."""

    @override
    def plug(self) -> None:
        """Let the port appear."""
        super().plug()
        os.set_blocking(self._master or 0, True)


async def domotik(port: Path, key: bytes | None) -> None:
    """Play a broker that hears one node."""
    broker = PatientBroker(port)
    broker.plug()
    announce = announce_frame()
    broker.report(sealed_frame(key, announce) if key else announce)
    try:
        await feed(lambda number: broker.report(report(number, key)))
    finally:
        broker.unplug()


def plug(port: Path) -> int:
    """Return the board's end of a serial port that appears as a path."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    port.symlink_to(os.ttyname(slave))
    return master


async def lines(port: Path) -> None:
    """Play a board that prints one JSON object per reading."""
    master = plug(port)
    await feed(lambda number: _write(master, json.dumps(amounts(number)).encode() + b"\n"))


def _write(master: int, line: bytes) -> None:
    """Write a whole line."""
    while line:
        line = line[os.write(master, line) :]


async def mqtt(port: int) -> None:
    """Play a node that publishes one JSON object per reading, discovered as a device."""
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", port)
    client.loop_start()
    client.publish("homeassistant/device/attic/config", json.dumps(discovery()), 1, retain=True)
    await feed(lambda number: _publish(client, number))
    client.loop_stop()


def _publish(client: Client, number: int) -> None:
    client.publish(TOPIC, json.dumps(amounts(number)), 1)


def discovery() -> dict[str, object]:
    """Return what tells Home Assistant's `mqtt` of the device and its five sensors."""
    return {
        "device": {"identifiers": ["attic"], "name": "Attic"},
        "origin": {"name": "benchmark"},
        "state_topic": TOPIC,
        "qos": 1,
        "components": {
            field: {
                "platform": "sensor",
                "unique_id": f"attic_{field}",
                "device_class": field,
                "state_class": "measurement",
                "unit_of_measurement": unit,
                "value_template": f"{{{{ value_json.{field} }}}}",
            }
            for field, unit in zip(FIELDS, UNITS, strict=True)
        },
    }


def main(way: str, where: str) -> None:
    """Feed one way."""
    if way == "mqtt":
        asyncio.run(mqtt(int(where)))
    elif way == "lines":
        asyncio.run(lines(Path(where)))
    else:
        asyncio.run(domotik(Path(where), KEY if way == "sealed" else None))


if __name__ == "__main__":
    main(*sys.argv[1:])
