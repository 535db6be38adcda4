"""Late readings by the write path of InfluxDB 2, which VictoriaMetrics takes."""

from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from influxdb_client.client.write_api import WriteApi
from influxdb_client.rest import ApiException
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.history.late_history import LateHistory
from demo.servers import VictoriaMetrics
from tests.fake_broker import PtyBroker
from tests.integration.samples import sample
from tests.node_frames import NODE, report_frame
from tests.waiting import until

WARM = "020807"
SERIES = '{__name__="sensor__temperature_value"}'


def answer(status: int) -> ApiException:
    """Return what the client raises for a status."""
    return ApiException(status=status, reason="no")  # type: ignore[no-untyped-call]


@pytest.fixture
async def late(
    hass: HomeAssistant, influx_v2: Any, node: MockConfigEntry, broker: PtyBroker
) -> Any:
    """Return the history, with a reading that is an hour late."""
    broker.report(report_frame(sample(WARM)), held_ms=3_600_000)
    await until(lambda: NODE in broker.confirms)
    await hass.async_block_till_done()
    history: LateHistory = node.runtime_data.history
    return history


async def test_late_reading_is_written_at_its_own_time(
    late: LateHistory, victoria: VictoriaMetrics
) -> None:
    await late.look()
    (series,) = victoria.export(SERIES)
    taken = dt_util.utcnow().timestamp() - 3600
    assert (series["values"], series["timestamps"][0] / 1000) == (
        [18],
        pytest.approx(taken, abs=3),
    )


async def test_late_reading_waits_for_a_server_that_is_down(
    late: LateHistory, victoria: VictoriaMetrics
) -> None:
    victoria.stop()
    await late.look()
    waiting = late.figures()["waiting_for_influxdb"]
    victoria.start()
    await late.look()
    assert (waiting, late.figures()["waiting_for_influxdb"]) == (1, 0)
    assert [series["values"] for series in victoria.export(SERIES)] == [[18]]


async def test_refusal_for_good_is_counted(late: LateHistory) -> None:
    with patch.object(WriteApi, "write", side_effect=answer(422)):
        await late.look()
    assert (late.late.refused, late.figures()["waiting_for_influxdb"]) == (1, 0)


async def test_rejected_token_is_no_refusal(late: LateHistory) -> None:
    with patch.object(WriteApi, "write", side_effect=answer(401)):
        await late.look()
    assert (late.late.refused, late.figures()["waiting_for_influxdb"]) == (0, 1)
