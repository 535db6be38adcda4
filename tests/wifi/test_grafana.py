"""The dashboard for what Telegraf writes: each query finds readings in a real InfluxDB."""

import json
import time
import tomllib
from typing import Any

import pytest

from demo.hass import REPOSITORY
from demo.servers import InfluxDB
from tests.servers.fixtures import _influxd, influxd

from .conftest import NODE
from .firmware import load

__all__ = ["_influxd", "influxd"]

DASHBOARD = json.loads((REPOSITORY / "examples/grafana/domotik-wifi.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
[NODE_CHOICE] = [each for each in DASHBOARD["templating"]["list"] if each["type"] == "query"]
TELEGRAF = tomllib.loads((REPOSITORY / "examples/telegraf/domotik.conf").read_text())
[CONSUMER] = TELEGRAF["inputs"]["mqtt_consumer"]
wire = load("wire")
fields = load("wifi.fields")


def reading(number: int, age: int = 0) -> dict[str, Any]:
    """Return a reading of now with every field, as the firmware makes it."""
    objects = [(known, 1) for known in fields.FIELDS]
    sample = wire.pack_sample(number, int(time.time()), objects)
    told: dict[str, Any] = json.loads(
        fields.encode(sample, 3, int(time.time()) + age, "Attic", fields.STANDARD)
    )
    return told


def line(told: dict[str, Any], stamp: int) -> str:
    """Return a reading in line protocol, as Telegraf's JSON parser makes it by the example."""
    tags = {"topic": f"domotik/{NODE}", **{key: told[key] for key in CONSUMER["tag_keys"]}}
    texts = [f'{key}="{told[key]}"' for key in CONSUMER["json_string_fields"]]
    numbers = [f"{key}={value}" for key, value in told.items() if not isinstance(value, str)]
    named = ",".join([CONSUMER["name_override"], *(f"{key}={tags[key]}" for key in tags)])
    return f"{named} {','.join(texts + numbers)} {stamp}"


def rows(server: InfluxDB, query: str) -> list[list[Any]]:
    """Return the rows with a value that a panel's query finds when all nodes are chosen."""
    for name, value in {
        "${node:regex}": ".*",
        "$timeFilter": "time >= now() - 1h",
        "$__interval": "10s",
    }.items():
        query = query.replace(name, value)
    found = [row for series in server.query(query, "home") for row in series["values"]]
    return [row for row in found if row[-1] is not None]


@pytest.mark.parametrize("panel", PANELS, ids=[panel["title"] for panel in PANELS])
def test_every_panel_has_something_to_show(influxd: InfluxDB, panel: dict[str, Any]) -> None:
    influxd.write([line(reading(1), time.time_ns())], "home")
    assert all(rows(influxd, target["query"]) for target in panel["targets"])


def test_the_nodes_can_be_chosen(influxd: InfluxDB) -> None:
    influxd.write([line(reading(1), time.time_ns())], "home")
    assert [row[1] for row in rows(influxd, NODE_CHOICE["query"])] == ["Attic"]


def test_a_reading_that_comes_twice_is_one_point(influxd: InfluxDB) -> None:
    stamp = time.time_ns()
    influxd.write([line(reading(1), stamp)], "home")
    influxd.write([line(reading(1, age=300), stamp)], "home")
    assert [row[1] for row in rows(influxd, 'SELECT count("sample") FROM "domotik"')] == [1]


def test_panels_do_not_overlap_and_have_units() -> None:
    covered = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(covered) == len(set(covered))
    assert all(panel["fieldConfig"]["defaults"]["unit"] for panel in PANELS)
