"""A display: its picture, its entities, and when it is refreshed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.components.image import async_get_image
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.requirements import RequirementsNotFound
from homeassistant.util import dt as dt_util
from PIL import Image
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    flush_store,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.domotik.const import DOMAIN, SUBENTRY_DISPLAY
from custom_components.domotik.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.domotik.display.errors import PanelError, Reason
from custom_components.domotik.display.summary import Summary
from custom_components.domotik.display_memory import STORE, DisplayStore
from custom_components.domotik.summary_display import Display
from tests.fake_broker import PtyBroker, climate, report_frame
from tests.integration.samples import sample
from tests.integration.states import becomes, state
from tests.integration.test_init import issues
from tests.waiting import until

PICTURE = "image.hall"
REFRESHED = "sensor.hall_last_refresh"
PROBLEM = "binary_sensor.hall_problem"
REFRESH = "button.hall_refresh"
PATTERN = "button.hall_show_test_pattern"
PLAIN = {"backend": "none", "model": "2in13b_v4", "rotation": "0"}
SHOW = "custom_components.domotik.display.backend.Nowhere.show"


def subentry(title: str = "Hall", **chosen: Any) -> ConfigSubentry:
    """Return a display as its flow makes it."""
    return ConfigSubentry(
        data=MappingProxyType(PLAIN | chosen),
        subentry_type=SUBENTRY_DISPLAY,
        title=title,
        unique_id=None,
    )


class Clock:
    """The displays' time: that of the machine, and as much more as a test let pass."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._passed = timedelta()

    def now(self) -> datetime:
        return dt_util.utcnow() + self._passed

    async def tick(self, **time: float) -> None:
        """Let time pass, and what is due happen."""
        self._passed += timedelta(**time)
        async_fire_time_changed(self._hass, self.now())
        await self._hass.async_block_till_done()


@pytest.fixture(autouse=True)
async def clock(hass: HomeAssistant) -> AsyncIterator[Clock]:
    """Let time be around noon, so that no test passes midnight."""
    await hass.config.async_set_time_zone(f"Etc/GMT{dt_util.utcnow().hour - 12:+d}")
    clock = Clock(hass)
    with patch.object(Display, "now", lambda _: clock.now()):
        yield clock


async def add(
    hass: HomeAssistant, entry: MockConfigEntry, title: str = "Hall", **chosen: Any
) -> Display:
    """Add a display and return it when it has been refreshed."""
    added = subentry(title, **chosen)
    hass.config_entries.async_add_subentry(entry, added)
    await hass.async_block_till_done()
    displays = entry.runtime_data.displays
    display: Display = next(each for each in displays if each.id == added.subentry_id)
    await until(lambda: display.worker.memory.tried and not display.worker._running)
    await hass.async_block_till_done()
    return display


@pytest.fixture
async def display(hass: HomeAssistant, running: MockConfigEntry, broker: PtyBroker) -> Display:
    """Return a display of the attic, which has reported."""
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    return await add(hass, running)


async def picture(hass: HomeAssistant, entity_id: str = PICTURE) -> Image.Image:
    """Return what the image entity shows."""
    return Image.open(BytesIO((await async_get_image(hass, entity_id)).content))


async def summary_of(display: Display) -> Summary:
    """Return what a display would show now."""
    return await display._summary()


async def test_entities_are_as_recorded(
    hass: HomeAssistant,
    display: Display,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    entries = er.async_entries_for_config_entry(entity_registry, display._hub.entry.entry_id)
    assert [
        (each.entity_id, each.original_name, each.translation_key, each.entity_category)
        for each in sorted(entries, key=lambda each: each.entity_id)
        if each.config_subentry_id == display.id
    ] == snapshot


async def test_display_is_a_device(display: Display, device_registry: dr.DeviceRegistry) -> None:
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, display.id), display._hub.entry.entry_id
    )
    assert device is not None
    assert (device.name, device.manufacturer, device.model) == (
        "Hall",
        "Waveshare",
        "Waveshare 2.13 inch (B) V4",
    )


async def test_picture_is_what_the_panel_shows(hass: HomeAssistant, display: Display) -> None:
    shown = await picture(hass)
    assert (shown.format, shown.size, shown.mode) == ("PNG", (250, 122), "P")
    assert display.worker.image is not None
    assert shown.convert("RGB").tobytes() == display.worker.image.convert("RGB").tobytes()


async def test_picture_stands_if_the_panel_does(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    await add(hass, running, rotation="90")
    assert (await picture(hass)).size == (122, 250)


async def test_last_refresh_is_told(hass: HomeAssistant, display: Display) -> None:
    shown = display.worker.memory.shown
    assert shown is not None
    assert state(hass, REFRESHED) == shown.astimezone(UTC).isoformat(timespec="seconds")


async def test_fine_display_has_no_problem(hass: HomeAssistant, display: Display) -> None:
    assert state(hass, PROBLEM) == STATE_OFF


async def test_adding_a_display_reloads_nothing(
    running: MockConfigEntry, hass: HomeAssistant
) -> None:
    hub = running.runtime_data
    await add(hass, running)
    assert running.runtime_data is hub


async def test_changed_display_shows_the_change_at_once(
    hass: HomeAssistant, running: MockConfigEntry, display: Display, clock: Clock
) -> None:
    await clock.tick(seconds=200)
    hass.config_entries.async_update_subentry(
        running, running.subentries[display.id], data=PLAIN | {"model": "4in2b_v2"}
    )
    await hass.async_block_till_done()
    await clock.tick(seconds=1)
    await until(lambda: display.worker.image and display.worker.image.size == (400, 300))


async def test_several_displays_live_together(
    hass: HomeAssistant, running: MockConfigEntry, display: Display
) -> None:
    await add(hass, running, "Kitchen wall", model="7in5b_v2")
    assert (await picture(hass)).size == (250, 122)
    assert (await picture(hass, "image.kitchen_wall")).size == (800, 480)


async def test_removed_display_is_gone(
    hass: HomeAssistant, running: MockConfigEntry, display: Display
) -> None:
    hass.config_entries.async_remove_subentry(running, display.id)
    await hass.async_block_till_done()
    assert list(running.runtime_data.displays) == []
    assert hass.states.get(PICTURE) is None


async def test_button_refreshes(hass: HomeAssistant, display: Display, clock: Clock) -> None:
    before = display.worker.memory.shown
    await clock.tick(minutes=5)
    display.worker.memory.digest = "another"
    await hass.services.async_call("button", "press", {"entity_id": REFRESH}, blocking=True)
    assert display.worker.memory.shown != before


async def test_button_shows_the_test_pattern(
    hass: HomeAssistant, display: Display, clock: Clock
) -> None:
    before = await picture(hass)
    await clock.tick(minutes=5)
    await hass.services.async_call("button", "press", {"entity_id": PATTERN}, blocking=True)
    assert (await picture(hass)).tobytes() != before.tobytes()
    assert display.worker.memory.digest == ""


async def refreshed(hass: HomeAssistant) -> Any:
    """Call the action; return its answer."""
    answer = await hass.services.async_call(
        DOMAIN,
        "refresh_display",
        {"entity_id": PICTURE},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    return answer[PICTURE]


async def test_action_answers_when_it_is_queued(hass: HomeAssistant, display: Display) -> None:
    tried = display.worker.memory.tried
    assert tried is not None
    until_then = (tried + timedelta(seconds=180)).isoformat()
    assert await refreshed(hass) == {"result": "queued", "time": until_then}


async def test_action_answers_what_was_shown(
    hass: HomeAssistant, display: Display, clock: Clock
) -> None:
    await clock.tick(minutes=5)
    display.worker.memory.digest = "another"
    answer = await refreshed(hass)
    assert display.worker.memory.shown is not None
    assert answer == {"result": "shown", "time": display.worker.memory.shown.isoformat()}


async def test_action_answers_what_was_skipped(
    hass: HomeAssistant, display: Display, clock: Clock
) -> None:
    shown = display.worker.memory.shown
    assert shown is not None
    await clock.tick(seconds=200)
    assert await refreshed(hass) == {"result": "skipped", "time": shown.isoformat()}


async def test_failure_raises(hass: HomeAssistant, display: Display, clock: Clock) -> None:
    await clock.tick(minutes=5)
    display.worker.memory.digest = "another"
    with (
        patch(SHOW, side_effect=PanelError(Reason.STUCK)),
        pytest.raises(HomeAssistantError) as caught,
    ):
        await refreshed(hass)
    assert caught.value.translation_key == "display_stuck"
    assert state(hass, PROBLEM) == STATE_ON


async def fail_thrice(clock: Clock, display: Display) -> None:
    """Let three refreshes fail in a row."""
    display.worker.memory.digest = "another"
    for _ in range(4):
        await clock.tick(minutes=16)
        await until(lambda: not display.worker._running)


async def test_three_failures_make_it_unavailable_and_raise_one_repair(
    hass: HomeAssistant, display: Display, clock: Clock
) -> None:
    with patch(SHOW, side_effect=PanelError(Reason.STUCK)):
        await fail_thrice(clock, display)
    assert (state(hass, PICTURE), state(hass, REFRESHED)) == (STATE_UNAVAILABLE,) * 2
    assert (state(hass, PROBLEM), issues(hass)) == (STATE_ON, {"display_stuck"})


async def test_success_takes_everything_back(
    hass: HomeAssistant, display: Display, clock: Clock
) -> None:
    with patch(SHOW, side_effect=PanelError(Reason.STUCK)):
        await fail_thrice(clock, display)
    await clock.tick(minutes=16)
    await until(lambda: state(hass, PROBLEM) == STATE_OFF)
    assert issues(hass) == set()
    assert state(hass, PICTURE) != STATE_UNAVAILABLE


@pytest.mark.parametrize("reason", [Reason.NO_SPI, Reason.NO_LIBRARY])
async def test_what_no_try_will_change_is_told_at_once(
    hass: HomeAssistant, display: Display, clock: Clock, reason: Reason
) -> None:
    display.worker.memory.digest = "another"
    with patch(SHOW, side_effect=PanelError(reason)):
        await clock.tick(minutes=16)
        await until(lambda: issues(hass))
    assert issues(hass) == {f"display_{reason}"}


async def test_driver_is_installed_only_for_who_chose_it(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    missing = RequirementsNotFound(DOMAIN, ["waveshare-epaper==1.4.0"])
    with patch(
        "custom_components.domotik.summary_display.async_process_requirements",
        side_effect=missing,
    ) as install:
        await add(hass, running, "Plain")
        assert not install.called
        await add(hass, running, backend="waveshare")
        await until(lambda: issues(hass))
    assert issues(hass) == {"display_no_library"}
    assert install.call_args.kwargs == {"is_built_in": False}


async def test_missing_spi_is_a_repair(hass: HomeAssistant, running: MockConfigEntry) -> None:
    with patch("custom_components.domotik.summary_display.async_process_requirements"):
        await add(hass, running, backend="waveshare")
        await until(lambda: issues(hass))
    assert issues(hass) == {"display_no_spi"}


async def test_removed_display_takes_its_repair_along(
    hass: HomeAssistant, running: MockConfigEntry
) -> None:
    with patch("custom_components.domotik.summary_display.async_process_requirements"):
        display = await add(hass, running, backend="waveshare")
        await until(lambda: issues(hass))
    hass.config_entries.async_remove_subentry(running, display.id)
    await hass.async_block_till_done()
    assert issues(hass) == set()


async def test_mistake_of_ours_is_told_and_stops_nothing(
    hass: HomeAssistant,
    display: Display,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with patch("custom_components.domotik.summary_display.find", side_effect=KeyError("oh")):
        await fail_thrice(clock, display)
    assert issues(hass) == {"display_unexpected"}
    assert caplog.text.count("Display Hall could not be refreshed") == 1


async def test_file_gets_the_picture(
    hass: HomeAssistant, running: MockConfigEntry, tmp_path: Path
) -> None:
    path = tmp_path / "domotik.png"
    await add(hass, running, backend="file", path=str(path))
    assert await hass.async_add_executor_job(path.exists)
    assert Image.open(path).size == (250, 122)


async def test_file_that_can_not_be_written_is_a_failure(
    hass: HomeAssistant, running: MockConfigEntry, tmp_path: Path
) -> None:
    display = await add(hass, running, backend="file", path=str(tmp_path / "gone" / "a.png"))
    await until(lambda: display.worker.fault)
    assert display.worker.fault is not None
    assert display.worker.fault.reason is Reason.NOT_WRITTEN


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


async def test_diagnostics_tell_of_displays(
    hass: HomeAssistant, running: MockConfigEntry, display: Display
) -> None:
    (told,) = (await async_get_config_entry_diagnostics(hass, running))["displays"]
    assert (told["model"], told["fault"]) == ("2in13b_v4", None)


async def test_diagnostics_of_a_display_are_its_own(
    hass: HomeAssistant,
    running: MockConfigEntry,
    display: Display,
    device_registry: dr.DeviceRegistry,
) -> None:
    device = device_registry.async_get_device_by_identifier((DOMAIN, display.id), running.entry_id)
    assert device is not None
    told = await async_get_device_diagnostics(hass, running, device)
    assert [each["memory"]["digest"] for each in told["displays"]] == [
        display.worker.memory.digest
    ]
