"""A display: its picture, its entities, and when it is refreshed."""

from datetime import UTC, timedelta

from homeassistant.const import STATE_OFF
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.domotik.summary_display import Display
from tests.integration.display.hall import (
    PATTERN,
    PICTURE,
    PLAIN,
    PROBLEM,
    REFRESH,
    REFRESHED,
    Clock,
    add,
    picture,
    refreshed,
)
from tests.integration.states import state
from tests.waiting import until


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
