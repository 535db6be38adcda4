"""Readings in a real InfluxDB 1, written by Home Assistant's own integration."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.history import late_history
from custom_components.domotik.history.late import Wants
from custom_components.domotik.history.late_history import LateHistory
from demo.servers import InfluxDB
from tests.fake_broker import PtyBroker
from tests.integration.influx.conftest import seen
from tests.integration.samples import sample
from tests.integration.states import becomes, state
from tests.node_frames import NODE, report_frame
from tests.waiting import until

WARM, COLD, PRESS, OPEN, TEXT = "020807", "02d007", "3a01", "1101", "53026869"
CO2_OF_1250 = "12e204"
HOUR_MS = 3_600_000


def points(influxd: InfluxDB, measurement: str = "sensor__temperature") -> list[dict[str, Any]]:
    """Return the points of a measurement, oldest first."""
    found = influxd.query(f'SELECT * FROM "{measurement}"', "home")
    return [
        dict(zip(series["columns"], row, strict=True))
        for series in found
        for row in series["values"]
    ]


def values(influxd: InfluxDB, measurement: str = "sensor__temperature") -> list[float]:
    """Return the values of a measurement, oldest first."""
    return [point["value"] for point in points(influxd, measurement)]


async def late(broker: PtyBroker, objects: str) -> float:
    """Let a sample come an hour late; return when it was taken."""
    taken = dt_util.utcnow().timestamp() - HOUR_MS / 1000
    broker.confirms.clear()
    broker.report(report_frame(sample(objects)), held_ms=HOUR_MS)
    await until(lambda: NODE in broker.confirms)
    return taken


def told(hass: HomeAssistant, issue: str) -> bool:
    """Tell whether the user is told of an issue."""
    return (DOMAIN, issue) in ir.async_get(hass).issues


@pytest.fixture
def history(node: MockConfigEntry) -> LateHistory:
    """Return the late samples of the home."""
    kept: LateHistory = node.runtime_data.history
    return kept


@pytest.fixture
async def there(hass: HomeAssistant, history: LateHistory, broker: PtyBroker) -> LateHistory:
    """Return the late samples when the node's temperature has an entity."""
    broker.report(report_frame(sample(COLD, 9), counter=9))
    await becomes(hass, "sensor.attic_temperature", "20.0")
    return history


async def test_current_reading_is_written_by_home_assistant(
    hass: HomeAssistant, influx: Any, influxd: InfluxDB, there: LateHistory
) -> None:
    await seen(hass, influx)
    (point,) = points(influxd)
    assert {key: point[key] for key in point if key != "time"} == {
        "domain": "sensor",
        "entity_id": "attic_temperature",
        "node": "Attic",
        "value": 20,
    }


async def test_only_what_is_measured_is_a_field(
    hass: HomeAssistant, influx: Any, influxd: InfluxDB, there: LateHistory
) -> None:
    hass.states.async_set("number.x", "5", {"min": 1, "max": 9, "step": 1, "mode": "box"})
    hass.states.async_set("image.x", "", {"access_token": "12", "entity_picture": "/api/x"})
    await seen(hass, influx)
    found = influxd.query("SHOW FIELD KEYS", "home")
    assert {row[0] for series in found for row in series["values"]} == {"value", "state"}


@pytest.mark.usefixtures("there")
async def test_area_is_a_tag(
    hass: HomeAssistant, influx: Any, influxd: InfluxDB, node: MockConfigEntry, broker: PtyBroker
) -> None:
    devices = dr.async_get(hass)
    device = devices.async_get_device_by_identifier((DOMAIN, NODE.hex(":")), node.entry_id)
    assert device
    area = ar.async_get(hass).async_create("Upstairs")
    devices.async_update_device(device.id, area_id=area.id)
    broker.report(report_frame(sample(WARM, 10), counter=10))
    await becomes(hass, "sensor.attic_temperature", "18.0")
    await seen(hass, influx)
    assert points(influxd)[-1]["area"] == "Upstairs"


@pytest.mark.usefixtures("influx")
async def test_late_reading_is_written_at_its_own_time(
    influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    taken = await late(broker, WARM)
    await there.look()
    first = points(influxd)[0]
    assert (first["value"], first["time"] / 1e9) == (18, pytest.approx(taken, abs=1))


async def test_late_reading_joins_the_series_of_its_entity(
    hass: HomeAssistant, influx: Any, influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    await seen(hass, influx)
    await late(broker, WARM)
    await there.look()
    assert len(influxd.query('SHOW SERIES FROM "sensor__temperature"', "home")[0]["values"]) == 1


@pytest.mark.usefixtures("influx")
async def test_late_reading_of_an_unavailable_node_joins_it_too(
    hass: HomeAssistant, influxd: InfluxDB, history: LateHistory, broker: PtyBroker
) -> None:
    await late(broker, WARM)
    assert state(hass, "sensor.attic_temperature") == "unavailable"
    await history.look()
    assert [point["node"] for point in points(influxd)] == ["Attic"]


async def test_state_that_was_written_again_becomes_what_it_should_have_been(
    hass: HomeAssistant, influx: Any, influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    await seen(hass, influx)
    await hass.config_entries.async_reload(hass.config_entries.async_entries(DOMAIN)[0].entry_id)
    await seen(hass, influx)
    before = values(influxd)
    broker.report(report_frame(sample(WARM, 10), counter=10), held_ms=60_000)
    await becomes(hass, "sensor.attic_temperature", "18.0")
    await seen(hass, influx)
    await there.look()
    assert (before, values(influxd)) == ([20, 20], [18, 20, 18, 18])


@pytest.mark.usefixtures("influx")
async def test_looking_again_writes_nothing(
    influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    await late(broker, WARM)
    await there.look()
    await there.look()
    assert values(influxd).count(18) == 1


@pytest.mark.usefixtures("influx")
async def test_crash_before_the_write_is_noted_doubles_nothing(
    influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    await late(broker, WARM)
    await there.look()
    for each in there.late:
        each.wants = Wants.BOTH
    await there.look()
    assert values(influxd).count(18) == 1


@pytest.mark.usefixtures("influx")
async def test_late_readings_wait_for_a_server_that_is_down(
    influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    influxd.stop()
    await late(broker, WARM)
    await there.look()
    waiting = there.figures()["waiting_for_influxdb"]
    influxd.start()
    await there.look()
    assert (waiting, values(influxd)[0], there.figures()["waiting_for_influxdb"]) == (1, 18, 0)


@pytest.mark.usefixtures("influx")
async def test_user_is_told_of_an_hour_of_waiting_until_it_is_over(
    hass: HomeAssistant, influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    influxd.stop()
    await late(broker, WARM)
    for each in there.late:
        each.kept -= late_history.LONG_SECONDS + 1
    await there.look()
    before = told(hass, "late_influxdb_waits")
    influxd.start()
    await there.look()
    assert (before, told(hass, "late_influxdb_waits")) == (True, False)


async def test_all_readings_are_kept_while_the_integration_does_not_run(
    hass: HomeAssistant, influx: Any, influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    await seen(hass, influx)
    influxd.stop()
    await hass.config_entries.async_reload(influx.entry_id)
    broker.report(report_frame(sample(WARM, 10), counter=10))
    await until(lambda: there.late.readings)
    influxd.start()
    await hass.config_entries.async_reload(influx.entry_id)
    await there.look()
    assert sorted(values(influxd)) == [18, 20]


async def test_what_the_user_filters_out_is_not_written(
    hass: HomeAssistant, influx: Any, influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    config = Path(hass.config.path("configuration.yaml"))
    filters = "influxdb: {exclude: {domains: [sensor]}}\n"
    await hass.async_add_executor_job(config.write_text, filters)
    await hass.config_entries.async_reload(influx.entry_id)
    await late(broker, WARM)
    await there.look()
    assert (there.figures()["waiting_for_influxdb"], values(influxd, "°C")) == (0, [])


@pytest.mark.usefixtures("influx")
async def test_points_that_the_server_refuses_are_counted_and_hold_up_no_others(
    influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    influxd.query("CREATE RETENTION POLICY short ON home DURATION 2h REPLICATION 1 DEFAULT")
    broker.report(report_frame(sample(WARM, 1), counter=1), held_ms=30 * HOUR_MS)
    broker.report(report_frame(sample(WARM, 2), counter=2), held_ms=HOUR_MS)
    await until(lambda: there.late.readings == 2)
    await there.look()
    assert (there.late.refused, values(influxd)[:1]) == (1, [18])


@pytest.mark.usefixtures("influx")
async def test_late_whole_number_is_written(
    influxd: InfluxDB, history: LateHistory, broker: PtyBroker
) -> None:
    await late(broker, CO2_OF_1250)
    await history.look()
    assert values(influxd, "sensor__carbon_dioxide") == [1250]


@pytest.mark.usefixtures("influx")
async def test_late_press_contact_and_text_are_written(
    influxd: InfluxDB, history: LateHistory, broker: PtyBroker
) -> None:
    taken = await late(broker, OPEN + PRESS + TEXT)
    await history.look()
    press = points(influxd, "event__button")[0]
    fired = datetime.fromisoformat(press["state"]).timestamp()
    assert press["event_type_str"] == "press"
    assert fired == pytest.approx(taken, abs=1)
    assert values(influxd, "binary_sensor__opening") == [1]
    texts = [point["state"] for point in points(influxd, "sensor") if point.get("state")]
    assert texts == ["hi"]


async def test_without_the_integration_nothing_waits(
    hass: HomeAssistant, influx: Any, influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    await seen(hass, influx)
    influxd.stop()
    await late(broker, WARM)
    await hass.config_entries.async_remove(influx.entry_id)
    await there.look()
    assert there.figures()["waiting_for_influxdb"] == 0


async def test_user_is_told_when_the_integration_has_changed(
    hass: HomeAssistant, influx: Any, influxd: InfluxDB, there: LateHistory, broker: PtyBroker
) -> None:
    await seen(hass, influx)
    kept = influx.runtime_data.event_to_json
    del influx.runtime_data.event_to_json
    await late(broker, WARM)
    await there.look()
    before = told(hass, "late_influx_unfit")
    influx.runtime_data.event_to_json = kept
    await there.look()
    assert (before, told(hass, "late_influx_unfit"), values(influxd)[0]) == (True, False, 18)
