"""A save writes the files of the late samples that have changed, and few others."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant

from custom_components.domotik.history.late import Wants
from custom_components.domotik.history.late_history import FILE, SAMPLES_A_FILE, LateHistory
from custom_components.domotik.safe_file import SafeFile
from tests.integration.history.conftest import MAC, late

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
COUNT = 2 * SAMPLES_A_FILE + 1
FILES = [FILE, f"{FILE}.2", f"{FILE}.3"]


def keep(history: LateHistory, number: int) -> None:
    """Keep a late sample, each a second after the one before."""
    history.late.keep(MAC, replace(late(NOON, 20.0, number), time=number), NOON.timestamp())


@pytest.fixture
async def full(hass: HomeAssistant, hass_storage: dict[str, Any]) -> LateHistory:
    """Return late samples that fill two files and begin a third, saved."""
    history = LateHistory(hass, lambda _: 0)
    for number in range(COUNT):
        keep(history, number)
    await history.save()
    return history


@pytest.mark.usefixtures("full")
def test_samples_fill_one_file_after_the_other(hass_storage: dict[str, Any]) -> None:
    counts = [len(hass_storage[name]["data"]["samples"]) for name in FILES]
    assert counts == [SAMPLES_A_FILE, SAMPLES_A_FILE, 1]


@pytest.mark.usefixtures("full")
async def test_all_files_are_read(hass: HomeAssistant) -> None:
    later = LateHistory(hass, lambda _: 0)
    await later.load()
    assert (later.late.readings, later.late.taken) == (COUNT, COUNT)


async def test_only_the_counts_and_the_new_sample_are_written(
    full: LateHistory, written: list[str]
) -> None:
    keep(full, COUNT)
    assert (await full.save(), set(written)) == (True, {FILES[0], FILES[2]})


async def test_nothing_is_written_when_nothing_has_changed(
    full: LateHistory, written: list[str]
) -> None:
    assert (await full.save(), written) == (True, [])


async def test_sample_that_has_arrived_is_written(full: LateHistory, written: list[str]) -> None:
    full.late.arrived(list(full.late)[:1], Wants.BOTH)
    changed = set(full.late.changed)
    await full.save()
    assert (len(changed), len(written)) == (1, 1)


async def test_no_file_is_left_behind(full: LateHistory, hass_storage: dict[str, Any]) -> None:
    await full.remove()
    assert not hass_storage.keys() & set(FILES)


async def test_what_was_not_written_is_written_by_the_next_save(full: LateHistory) -> None:
    keep(full, COUNT)
    with patch.object(SafeFile, "save", return_value=False):
        assert not await full.save()
    assert await full.save()


@pytest.mark.usefixtures("full")
async def test_file_that_cant_be_read_is_set_aside(
    hass: HomeAssistant, hass_storage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    hass_storage[FILES[1]]["data"] = {"samples": 7}
    later = LateHistory(hass, lambda _: 0)
    with patch.object(SafeFile, "set_aside", return_value="elsewhere"):
        await later.load()
    assert later.late.readings == COUNT - SAMPLES_A_FILE
    assert "What came late can't be read" in caplog.text


async def test_nothing_is_written_any_more_when_the_files_are_gone(
    full: LateHistory, hass_storage: dict[str, Any]
) -> None:
    keep(full, COUNT)
    with patch.object(SafeFile, "save", return_value=False):
        await full.save()
    await full.remove()
    assert (await full.save(), hass_storage.keys() & set(FILES)) == (True, set())
