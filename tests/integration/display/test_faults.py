"""A display whose panel, driver, pins or file fail."""

from pathlib import Path
from unittest.mock import patch

import pytest
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.requirements import RequirementsNotFound
from PIL import Image
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.display.errors import PanelError, Reason
from custom_components.domotik.summary_display import Display
from tests.integration.display.hall import PICTURE, PROBLEM, REFRESHED, SHOW, Clock, add, refreshed
from tests.integration.states import state
from tests.integration.test_init import issues
from tests.waiting import until


async def fail_thrice(clock: Clock, display: Display) -> None:
    """Let three refreshes fail in a row."""
    display.worker.memory.digest = "another"
    for _ in range(4):
        await clock.tick(minutes=16)
        await until(lambda: not display.worker._running)


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
    with Image.open(path) as picture:
        assert picture.size == (250, 122)


async def test_file_that_can_not_be_written_is_a_failure(
    hass: HomeAssistant, running: MockConfigEntry, tmp_path: Path
) -> None:
    display = await add(hass, running, backend="file", path=str(tmp_path / "gone" / "a.png"))
    await until(lambda: display.worker.fault)
    assert display.worker.fault is not None
    assert display.worker.fault.reason is Reason.NOT_WRITTEN
