"""Being there and not: the broker, and each node."""

import logging

import pytest
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, pass_time, state
from tests.node_frames import announce_frame, climate, report_frame
from tests.waiting import until

TEMPERATURE = "sensor.attic_temperature"
CONNECTED = "binary_sensor.domotik_broker_000001_connected"
REACHABLE = "binary_sensor.attic_reachable"


@pytest.fixture
async def reported(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> None:
    """Let the node have reported."""
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")


def infos(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return our log lines at level info and above."""
    return [
        record.getMessage()
        for record in caplog.records
        if "domotik" in record.name and record.levelno >= logging.INFO
    ]


@pytest.mark.usefixtures("reported")
async def test_unplugged_broker_takes_its_nodes_along(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.unplug()
    await becomes(hass, TEMPERATURE, STATE_UNAVAILABLE)
    assert state(hass, REACHABLE) == STATE_UNAVAILABLE


@pytest.mark.usefixtures("reported")
async def test_unplugged_broker_is_not_connected(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.unplug()
    await becomes(hass, CONNECTED, STATE_OFF)


@pytest.mark.usefixtures("reported")
async def test_plugged_in_broker_brings_its_nodes_back(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.unplug()
    await becomes(hass, TEMPERATURE, STATE_UNAVAILABLE)
    broker.plug()
    await becomes(hass, TEMPERATURE, "21.5")
    assert state(hass, CONNECTED) == STATE_ON


@pytest.mark.usefixtures("reported")
async def test_unplugging_is_logged_once_each_way(
    hass: HomeAssistant, broker: PtyBroker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    broker.unplug()
    await becomes(hass, CONNECTED, STATE_OFF)
    broker.plug()
    await becomes(hass, CONNECTED, STATE_ON)
    assert infos(caplog) == [
        "Lost the broker Domotik broker (000001)",
        "The broker Domotik broker (000001) is back",
    ]


@pytest.mark.usefixtures("reported")
async def test_broker_that_stays_away_is_logged_once(
    hass: HomeAssistant, broker: PtyBroker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    broker.unplug()
    await until(lambda: caplog.text.count("Not connected") > 2)
    assert infos(caplog).count("Lost the broker Domotik broker (000001)") == 1


@pytest.mark.usefixtures("reported")
async def test_silent_node_is_unavailable(hass: HomeAssistant) -> None:
    await pass_time(hass, 2.5 * 900 + 5)
    assert (state(hass, TEMPERATURE), state(hass, REACHABLE)) == (STATE_UNAVAILABLE, STATE_OFF)


@pytest.mark.usefixtures("reported")
async def test_node_is_available_for_two_and_a_half_heartbeats(hass: HomeAssistant) -> None:
    await pass_time(hass, 2.5 * 900 - 5)
    assert (state(hass, TEMPERATURE), state(hass, REACHABLE)) == ("21.5", STATE_ON)


@pytest.mark.usefixtures("reported")
async def test_announced_heartbeat_counts(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.report(announce_frame(30, 60, counter=2))
    await until(lambda: not broker.ring)
    await pass_time(hass, 156)
    assert state(hass, TEMPERATURE) == STATE_UNAVAILABLE


@pytest.mark.usefixtures("reported")
async def test_node_that_reports_again_is_back(hass: HomeAssistant, broker: PtyBroker) -> None:
    await pass_time(hass, 2.5 * 900 + 5)
    broker.report(report_frame(climate(2, 4000, 1900), clock=4000, counter=2))
    await becomes(hass, TEMPERATURE, "19.0")


@pytest.mark.usefixtures("reported")
async def test_silence_is_logged_once_each_way(
    hass: HomeAssistant,
    broker: PtyBroker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    await pass_time(hass, 2.5 * 900 + 5)
    await pass_time(hass, 60)
    broker.report(report_frame(climate(2, 4000, 1900), clock=4000, counter=2))
    await becomes(hass, TEMPERATURE, "19.0")
    assert infos(caplog) == ["Node Attic is silent", "Node Attic is back"]


async def test_node_heard_for_the_first_time_is_not_logged(
    hass: HomeAssistant,
    running: MockConfigEntry,
    broker: PtyBroker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    assert infos(caplog) == []


@pytest.mark.usefixtures("running")
async def test_unheard_node_is_not_reachable(hass: HomeAssistant) -> None:
    assert state(hass, REACHABLE) == STATE_OFF


@pytest.mark.usefixtures("reported")
async def test_noise_on_the_line_disturbs_nothing(hass: HomeAssistant, broker: PtyBroker) -> None:
    broker.write(b"\x00\xff\xfe~~\n~AQEA\nrst:0x1 (POWERON_RESET)\r\n")
    broker.write(b'Traceback (most recent call last):\r\n  File "main.py"\r\nOSError: 5\r\n')
    broker.write(b"x" * 60_000)
    broker.write(b"\n")
    broker.send(0x7F, 0, b"a kind of tomorrow")
    broker.report(bytes((0x21,)) + report_frame(climate(2))[1:])
    broker.report(b"no frame at all")
    broker.report(report_frame(climate(2, temperature=1950), counter=2))
    await becomes(hass, TEMPERATURE, "19.5")
    assert state(hass, CONNECTED) == STATE_ON
