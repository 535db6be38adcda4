"""Faults of Home Assistant's machine: its clock, its event loop, its serial ports."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.domotik.protocol.nodes import Node
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, state
from tests.integration.test_availability import CONNECTED, REACHABLE, TEMPERATURE, infos
from tests.integration.test_init import issues, set_up
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

HOUR = 3600
TWENTY = timedelta(seconds=20)


@pytest.fixture
async def reported(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> None:
    """Let the node have reported."""
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")


@contextmanager
def clock_set(seconds: float, passed: float = 0.0) -> Iterator[datetime]:
    """Have the time of day set by so many seconds, and others really pass."""
    later = datetime.now(UTC) + timedelta(seconds=seconds + passed)
    monotonic = time.monotonic() + passed
    with (
        patch("homeassistant.util.dt.utcnow", return_value=later),
        patch("custom_components.domotik.protocol.clock_step.monotonic", return_value=monotonic),
    ):
        yield later


async def look(hass: HomeAssistant) -> None:
    """Let everything look that does so now and then; timers don't go by the time of day."""
    async_fire_time_changed(hass, datetime.now(UTC) + timedelta(minutes=5))
    await hass.async_block_till_done()


def known(entry: MockConfigEntry) -> Node:
    """Return what is known of the node."""
    node: Node = entry.runtime_data.nodes[NODE.hex(":")].node
    return node


# --- The clock ---


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_clock_that_is_set_silences_nobody(hass: HomeAssistant, jump: int) -> None:
    with clock_set(jump):
        await look(hass)
        assert (state(hass, TEMPERATURE), state(hass, REACHABLE)) == ("21.5", STATE_ON)


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_silence_is_seen_in_time_when_the_clock_was_set(
    hass: HomeAssistant, jump: int
) -> None:
    with clock_set(jump):
        await look(hass)
    with clock_set(jump, passed=2.5 * 900 + 5):
        await look(hass)
        assert state(hass, REACHABLE) == STATE_OFF


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_clock_that_is_set_is_logged_once(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, jump: int
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    with clock_set(jump):
        await look(hass)
        await look(hass)
    assert infos(caplog) == [
        f"The clock was set by {jump:+.0f} s; the times of nodes were moved along"
    ]


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_reading_after_the_clock_was_set_is_current(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, jump: int
) -> None:
    with clock_set(jump, passed=300) as now:
        broker.report(report_frame(climate(2, 1300, 1900), clock=1300, counter=2))
        await becomes(hass, TEMPERATURE, "19.0")
        assert known(running).last_seen == pytest.approx(now.timestamp(), abs=1)


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_sample_from_before_the_clock_was_set_is_dated_by_the_clock_of_now(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, jump: int
) -> None:
    with clock_set(jump, passed=300) as now:
        fresh = []
        with patch.object(
            running.runtime_data.readings, "take", lambda _node, taken, _now: fresh.extend(taken)
        ):
            broker.report(report_frame(climate(2, 1100, 1900), clock=1300, counter=2))
            await until(lambda: fresh)
        assert fresh[0].time == pytest.approx(now.timestamp() - 200, abs=2)


@pytest.mark.usefixtures("reported")
async def test_daylight_saving_ends_without_notice(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    night = datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC)
    assert dt_util.as_local(night).utcoffset() != dt_util.as_local(night + TWENTY).utcoffset()
    away = (night - datetime.now(UTC)).total_seconds()
    with clock_set(away):
        await look(hass)
    caplog.clear()
    with clock_set(away, passed=20):
        await look(hass)
        assert (state(hass, REACHABLE), infos(caplog)) == (STATE_ON, [])


# --- The event loop ---


@pytest.mark.usefixtures("reported")
async def test_blocked_loop_loses_no_reading_and_no_broker(
    hass: HomeAssistant,
    running: MockConfigEntry,
    broker: PtyBroker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    for number in range(2, 41):
        frame = report_frame(climate(number, 1000, 2000 + number), counter=number)
        broker.report(frame)
    # Another integration; longer than all of this broker's patience.
    time.sleep(1.5)  # noqa: ASYNC251
    await until(lambda: known(running).figures.samples == 40)
    await until(lambda: not broker.ring)
    assert (state(hass, CONNECTED), state(hass, REACHABLE), infos(caplog)) == (
        STATE_ON,
        STATE_ON,
        [],
    )


# --- The serial port ---


async def silenced(broker: PtyBroker) -> None:
    """Let the device accept all and answer nothing."""
    broker.feed = lambda chunk: None  # type: ignore[method-assign]  # noqa: ARG005


async def stalled(broker: PtyBroker) -> None:
    """Let the device not even take what is written."""
    broker.stall()


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("ailing", [silenced, stalled])
async def test_device_that_stops_answering_is_logged_once(
    hass: HomeAssistant,
    broker: PtyBroker,
    caplog: pytest.LogCaptureFixture,
    ailing: Callable[[PtyBroker], asyncio.Future[None]],
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    await ailing(broker)
    await becomes(hass, TEMPERATURE, STATE_UNAVAILABLE)
    await until(lambda: state(hass, CONNECTED) == STATE_OFF)
    assert infos(caplog) == ["Lost the broker Domotik broker (000001)"]


@pytest.mark.usefixtures("reported")
async def test_device_that_never_takes_a_byte_lets_go_of_its_entry(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.stall()
    async with asyncio.timeout(5):
        assert await hass.config_entries.async_unload(running.entry_id)


async def test_device_that_resets_when_opened_is_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    answer = broker.feed

    def begin_anew(chunk: bytes) -> None:
        broker.restart()
        broker.feed = answer  # type: ignore[method-assign]
        asyncio.get_running_loop().call_later(0.1, answer, chunk)

    broker.feed = begin_anew  # type: ignore[method-assign]
    await set_up(hass, entry)
    assert state(hass, CONNECTED) == STATE_ON
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("reported")
async def test_name_that_leads_to_another_tty_is_followed(
    hass: HomeAssistant, broker: PtyBroker, tmp_path: Path
) -> None:
    broker.unplug()
    # Takes the number that the broker had.
    other = PtyBroker(tmp_path / "other", bytes(6))
    other.plug()
    await becomes(hass, CONNECTED, STATE_OFF)
    broker.plug()
    await becomes(hass, CONNECTED, STATE_ON)
    other.unplug()


@pytest.mark.usefixtures("reported")
async def test_reading_of_another_broker_at_the_port_is_not_taken(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    broker.unplug()
    await becomes(hass, CONNECTED, STATE_OFF)
    broker.mac = bytes(6)
    broker.plug()
    broker.report(report_frame(climate(2, 1300, 1900), counter=2))
    await until(lambda: running.runtime_data.watch.fault_key == "wrong_broker")
    assert (known(running).figures.samples, state(hass, CONNECTED)) == (1, STATE_OFF)


# --- What is to be done ---


def gone(broker: PtyBroker) -> None:
    """Leave the port missing."""


def another(broker: PtyBroker) -> None:
    """Put another broker there."""
    broker.mac = bytes(6)
    broker.plug()


def mute(broker: PtyBroker) -> None:
    """Put something there that says nothing."""
    broker.mute = {1}
    broker.plug()


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize(
    ("instead", "told"),
    [(gone, "lost_port_missing"), (another, "lost_wrong_broker"), (mute, "lost_no_answer")],
)
async def test_broker_that_stays_away_is_told_until_it_is_back(
    hass: HomeAssistant,
    running: MockConfigEntry,
    broker: PtyBroker,
    instead: Callable[[PtyBroker], None],
    told: str,
) -> None:
    broker.unplug()
    await becomes(hass, CONNECTED, STATE_OFF)
    assert issues(hass) == set()
    mac = broker.mac
    instead(broker)
    fault = told.removeprefix("lost_")
    await until(lambda: running.runtime_data.watch.fault_key == fault)
    with (
        clock_set(0, passed=301),
        patch("custom_components.domotik.watch.monotonic", return_value=time.monotonic() + 301),
    ):
        await look(hass)
    assert issues(hass) == {told}
    broker.unplug()
    broker.mac, broker.mute = mac, set()
    broker.plug()
    await becomes(hass, CONNECTED, STATE_ON)
    assert issues(hass) == set()
