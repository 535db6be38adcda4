"""Grafana's dashboard: each query finds what Home Assistant's own writer has written."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.history.influx import point, write
from demo.servers import InfluxDB
from examples.influxdb.housekeeping.__main__ import main as housekeeping
from tests.examples.dashboard import PANELS, VARIABLES
from tests.fake_broker import PtyBroker
from tests.integration.influx.conftest import seen
from tests.integration.samples import sample
from tests.integration.states import becomes
from tests.node_frames import NODE, report_frame

# Battery 80 %, temperature, humidity, pressure, light, voltage, carbon dioxide.
BEFORE = "0150 02d007 036112 04138a01 05138a14 0c020c 12e204"
AFTER = "014f 020807 03c40f 04148a01 05148a14 0c010c 12e304"
DAYS = {
    "device_class": "duration",
    "state_class": "measurement",
    "unit_of_measurement": "d",
    "node": "Attic",
}


def filled_in(query: str, policy: str) -> str:
    """Return a query as Grafana sends it when all nodes are chosen."""
    values = {
        "$policy": policy,
        "${node:regex}": ".*",
        "${area:regex}": ".*",
        "$room": "Attic",
        "$timeFilter": "time >= now() - 1h",
        "$__interval": "10s",
    }
    for name, value in values.items():
        query = query.replace(name, value)
    assert "$" not in query.replace("$/", "/")
    return query


def rows(influxd: InfluxDB, query: str) -> list[list[Any]]:
    """Return the rows with a value that a query finds."""
    found = [row for series in influxd.query(query, "home") for row in series["values"]]
    return [row for row in found if row[-1] is not None]


@pytest.fixture
async def filled(
    hass: HomeAssistant,
    influx: Any,
    _everything_enabled: None,
    node: MockConfigEntry,
    broker: PtyBroker,
    influxd: InfluxDB,
) -> InfluxDB:
    """Return a database with what one node and its broker report in a minute."""
    devices = dr.async_get(hass)
    device = devices.async_get_device_by_identifier((DOMAIN, NODE.hex(":")), node.entry_id)
    assert device
    broker.report(report_frame(sample(BEFORE, 1), counter=1))
    await becomes(hass, "sensor.attic_temperature", "20.0")
    area = ar.async_get(hass).async_create("Upstairs")
    devices.async_update_device(device.id, area_id=area.id)
    broker.report(report_frame(sample(AFTER, 2), counter=2), rssi=-70)
    await becomes(hass, "sensor.attic_temperature", "18.0")
    await becomes(hass, "sensor.domotik_broker_000001_received_frames", "2")
    hass.states.async_set("sensor.attic_battery_life_left", "120", DAYS)
    await seen(hass, influx)
    # A rate needs a second point; a counter has one whenever it moves.
    received = hass.states.get("sensor.domotik_broker_000001_received_frames")
    assert received
    before = State(received.entity_id, "1", received.attributes)
    made = point(hass, before, dt_util.utcnow().timestamp() - 300)
    assert made
    await write(hass, [made])
    return influxd


@pytest.mark.parametrize("policy", ["autogen", "means"])
async def test_every_panel_has_something_to_show(filled: InfluxDB, policy: str) -> None:
    housekeeping(["--url", filled.url, "--database", "home", "--every", "1m", "--yes"])
    queries = {
        panel["title"]: filled_in(target["query"], policy)
        for panel in PANELS
        for target in panel["targets"]
    }
    assert [title for title, query in queries.items() if not rows(filled, query)] == []


async def test_every_variable_has_something_to_choose(filled: InfluxDB) -> None:
    found = {
        each["name"]: {row[1] for row in rows(filled, filled_in(each["query"], "autogen"))}
        for each in VARIABLES
    }
    assert found == {"area": {"Upstairs"}, "node": {"Attic"}, "room": {"Attic"}}
