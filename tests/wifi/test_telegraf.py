"""The example for Telegraf, held against the JSON that nodes make; Telegraf itself isn't run."""

import json
import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest
from paho.mqtt.client import topic_matches_sub

from demo.hass import REPOSITORY

from .conftest import NODE
from .firmware import load

EXAMPLE = REPOSITORY / "examples/telegraf/domotik.conf"
# The parts of a layout of Go's that the example uses, for strptime.
GO = {"2006": "%Y", "01": "%m", "02": "%d", "15": "%H", "04": "%M", "05": "%S", "Z07:00": "%z"}
TAKEN = 848577600 if load("wifi.clock").BEGINS == 3155673600 else 1795262400
wire = load("wire")
fields = load("wifi.fields")


@pytest.fixture
def consumer() -> dict[str, Any]:
    """Return the settings of the example's input."""
    [found] = tomllib.loads(EXAMPLE.read_text())["inputs"]["mqtt_consumer"]
    settings: dict[str, Any] = found
    return settings


@pytest.fixture
def reading() -> dict[str, Any]:
    """Return a reading with every field that there is."""
    objects = [(known, 1) for known in fields.FIELDS]
    sample = wire.pack_sample(7, TAKEN, objects)
    told: dict[str, Any] = json.loads(fields.encode(sample, 3, TAKEN, "Attic", fields.STANDARD))
    return told


def strptime_layout(layout: str) -> str:
    """Return a layout of Go's as Python writes it."""
    for theirs, ours in GO.items():
        layout = layout.replace(theirs, ours, 1)
    return layout


def test_the_time_is_that_of_the_reading(
    consumer: dict[str, Any], reading: dict[str, Any]
) -> None:
    layout = strptime_layout(consumer["json_time_format"])
    time = datetime.strptime(reading[consumer["json_time_key"]], layout).astimezone(UTC)
    assert time == datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_every_tag_is_a_field_of_the_json(
    consumer: dict[str, Any], reading: dict[str, Any]
) -> None:
    assert set(consumer["tag_keys"]) <= set(reading)


def test_no_text_is_dropped(consumer: dict[str, Any], reading: dict[str, Any]) -> None:
    kept = {consumer["json_time_key"], *consumer["tag_keys"], *consumer["json_string_fields"]}
    assert {name for name, value in reading.items() if isinstance(value, str)} == kept


def test_it_listens_to_readings_and_not_to_the_status(consumer: dict[str, Any]) -> None:
    heard = [
        topic
        for topic in (f"domotik/{NODE}", f"domotik/{NODE}/status")
        if any(topic_matches_sub(pattern, topic) for pattern in consumer["topics"])
    ]
    assert heard == [f"domotik/{NODE}"]


def test_the_server_keeps_readings_while_it_is_down(consumer: dict[str, Any]) -> None:
    assert (consumer["qos"], consumer["persistent_session"]) == (1, True)
    assert consumer["client_id"]
