"""A display over restarts, alarms and the unloading of its broker."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from PIL import Image
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    flush_store,
)

from custom_components.domotik.display_memory import STORE, DisplayStore
from custom_components.domotik.summary_display import Display
from tests.fake_broker import PtyBroker
from tests.integration.display.hall import SHOW, Clock, picture, summary_of
from tests.integration.samples import sample
from tests.integration.states import becomes
from tests.node_frames import climate, report_frame
from tests.waiting import until


async def test_restart_flashes_nothing_and_keeps_the_picture(
    hass: HomeAssistant, running: MockConfigEntry, display: Display
) -> None:
    before = (await picture(hass)).tobytes()
    shown = display.worker.memory.shown
    with patch(SHOW) as show:
        await hass.config_entries.async_reload(running.entry_id)
        await hass.async_block_till_done()
        again: Display = next(iter(running.runtime_data.displays))
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=181))
        await until(lambda: again.worker.image)
    assert not show.called
    assert again.worker.memory.shown == shown
    assert (await picture(hass)).tobytes() == before


async def test_memory_is_kept_on_the_disk(
    hass: HomeAssistant, display: Display, hass_storage: dict[str, Any]
) -> None:
    await flush_store(hass.data[STORE]._file)
    stored = hass_storage["domotik.displays"]["data"][display.id]
    assert (stored["digest"], stored["failures"]) == (display.worker.memory.digest, 0)


async def test_memory_is_read_from_the_disk(
    hass: HomeAssistant, display: Display, hass_storage: dict[str, Any]
) -> None:
    await flush_store(hass.data[STORE]._file)
    again = DisplayStore(hass)
    await again.load()
    assert again.memory(display.id) == display.worker.memory


async def test_unload_waits_for_a_refresh(
    hass: HomeAssistant, running: MockConfigEntry, display: Display, clock: Clock
) -> None:
    await clock.tick(minutes=5)
    display.worker.memory.digest = "another"
    gate = asyncio.Event()

    async def slowly(_: Image.Image) -> None:
        await gate.wait()

    with patch.object(Display, "show", lambda _, image: slowly(image)):
        refresh = asyncio.create_task(display.ask())
        await asyncio.sleep(0.05)
        unload = asyncio.create_task(hass.config_entries.async_unload(running.entry_id))
        await asyncio.sleep(0.05)
        assert not unload.done()
        gate.set()
        assert await unload
    await refresh


async def test_alarm_refreshes_early(
    hass: HomeAssistant,
    running: MockConfigEntry,
    display: Display,
    broker: PtyBroker,
    clock: Clock,
) -> None:
    await clock.tick(minutes=4)
    before = display.worker.memory.shown
    broker.report(report_frame(sample("032823", 2, 1240), clock=1240, counter=2))
    await becomes(hass, "sensor.attic_humidity", "90.0")
    await hass.async_block_till_done()
    await clock.tick(seconds=1)
    await until(lambda: display.worker.memory.shown != before)
    assert (await summary_of(display)).rooms[0].small[0].alarm


async def test_calm_change_waits_for_its_time(
    hass: HomeAssistant,
    display: Display,
    broker: PtyBroker,
    clock: Clock,
) -> None:
    await clock.tick(minutes=4)
    before = display.worker.memory.shown
    broker.report(report_frame(climate(2, 1240, temperature=2000), clock=1240, counter=2))
    await becomes(hass, "sensor.attic_temperature", "20.0")
    await clock.tick(seconds=10)
    assert display.worker.memory.shown == before


async def test_normal_life_logs_no_warning(
    hass: HomeAssistant,
    running: MockConfigEntry,
    display: Display,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await hass.config_entries.async_unload(running.entry_id)
    assert [each for each in caplog.records if "domotik" in each.name and each.levelno > 20] == []
