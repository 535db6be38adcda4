"""What is confirmed is on the disk, and a disk that fails is said once."""

import errno
import json
import logging
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util.file import WriteError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik import safe_file, store
from custom_components.domotik.const import DOMAIN
from custom_components.domotik.home import HOME
from custom_components.domotik.protocol.nodes import Node
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, state
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

MAC = NODE.hex(":")
TEMPERATURE = "sensor.attic_temperature"
WRITE = "homeassistant.helpers.storage.Store._async_write_data"


@pytest.fixture(autouse=True)
def _quick_retries() -> Iterator[None]:
    """Shorten the pause after a failed write."""
    with patch.object(safe_file, "FIRST_RETRY", 0.05), patch.object(safe_file, "LAST_RETRY", 0.1):
        yield


@pytest.fixture
def full() -> Iterator[Any]:
    """Let every write end as on a full disk; stop the patch to make room."""
    fault = WriteError(OSError(errno.ENOSPC, "No space left on device"))
    patcher = patch(WRITE, side_effect=fault)
    patcher.start()
    yield patcher
    patcher.stop()


def said(caplog: pytest.LogCaptureFixture) -> list[int]:
    """Return the levels of our log lines about the disk."""
    return [
        record.levelno
        for record in caplog.records
        if record.name == "custom_components.domotik" and "disk" in record.getMessage()
    ]


@pytest.mark.usefixtures("running", "full")
async def test_reading_that_is_not_on_the_disk_is_not_confirmed(
    hass: HomeAssistant, broker: PtyBroker, caplog: pytest.LogCaptureFixture
) -> None:
    broker.report(report_frame(climate()))
    await until(lambda: caplog.text.count("No space left") > 2)
    assert (list(broker.ring), broker.confirms) == ([1], {})


@pytest.mark.usefixtures("running", "full")
async def test_reading_is_shown_although_the_disk_is_full(
    hass: HomeAssistant, broker: PtyBroker
) -> None:
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    assert state(hass, "binary_sensor.domotik_broker_000001_connected") == "on"


@pytest.mark.usefixtures("running")
async def test_reading_is_confirmed_when_there_is_room_again(
    broker: PtyBroker, full: Any, caplog: pytest.LogCaptureFixture
) -> None:
    broker.report(report_frame(climate()))
    await until(lambda: caplog.text.count("No space left") > 2)
    full.stop()
    await until(lambda: NODE in broker.confirms)
    assert broker.ring == {}


@pytest.mark.usefixtures("running")
async def test_failing_disk_is_said_once_each_way(
    broker: PtyBroker, full: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    broker.report(report_frame(climate()))
    await until(lambda: caplog.text.count("No space left") > 2)
    full.stop()
    await until(lambda: NODE in broker.confirms)
    assert said(caplog) == [logging.ERROR, logging.INFO]


@pytest.mark.usefixtures("full")
async def test_failing_disk_is_tried_after_a_pause(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    table = store.NodeStore(hass)
    results = [await table.save() for _ in range(3)]
    assert (results, caplog.text.count("No space left")) == ([False] * 3, 1)


async def test_pauses_grow_up_to_a_limit(hass: HomeAssistant) -> None:
    file = safe_file.SafeFile(hass, DOMAIN)
    with patch.object(safe_file, "FIRST_RETRY", 1), patch.object(safe_file, "LAST_RETRY", 3):
        pauses = [_pause_after(file, written=False) for _ in range(4)]
    assert pauses == [1, 2, 3, 3]


def _pause_after(file: safe_file.SafeFile, *, written: bool) -> float:
    """Return how long a file waits after a write."""
    file._note(written)
    return file._pause


async def test_brokers_that_save_at_once_both_succeed(hass: HomeAssistant) -> None:
    table = store.NodeStore(hass)
    table.table.node(MAC)
    first = hass.async_create_task(table.save(), eager_start=True)
    table.table.node("a0:b1:c2:00:00:09")
    assert [await table.save(), await first] == [True, True]


async def test_reading_is_not_confirmed_while_home_assistant_stops(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker
) -> None:
    await until(lambda: running.runtime_data.session.broker.inbox.last is not None)
    hass.set_state(CoreState.stopping)
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await until(lambda: not running.runtime_data.available)
    assert (list(broker.ring), broker.confirms) == ([1], {})


async def test_stopping_home_assistant_leaves_nothing_to_be_heard_again(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, hass_storage: dict[str, Any]
) -> None:
    await until(lambda: running.runtime_data.session.broker.inbox.last is not None)
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    assert hass_storage[DOMAIN]["data"]["nodes"][MAC]["figures"]["samples"] == 1


@pytest.fixture
async def crashed(
    hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker, hass_storage: dict[str, Any]
) -> Node:
    """Crash between a write and its confirm; return the node after a new start."""
    session = running.runtime_data.session
    await until(lambda: session.broker.inbox.last is not None)
    broker.report(report_frame(climate(1), climate(0), oldest=0))
    kept = dict(broker.ring)
    await until(lambda: not broker.ring)
    written = json.loads(json.dumps(hass_storage[DOMAIN]))
    await until(lambda: NODE in broker.confirms)
    await hass.config_entries.async_unload(running.entry_id)
    broker.confirms.clear()
    broker.ring = kept
    hass_storage[DOMAIN] = written
    del hass.data[HOME]
    await hass.config_entries.async_setup(running.entry_id)
    await until(lambda: NODE in broker.confirms and not broker.ring)
    node: Node = running.runtime_data.nodes[MAC].node
    return node


async def test_nothing_doubles_after_a_crash_between_write_and_confirm(crashed: Node) -> None:
    assert (crashed.figures.samples, crashed.figures.duplicates) == (2, 2)


async def test_node_is_confirmed_after_a_crash_between_write_and_confirm(
    crashed: Node, broker: PtyBroker
) -> None:
    assert broker.confirms[NODE] == crashed.confirm()
