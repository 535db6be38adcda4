"""The integration's storage is gone, spoilt or unreadable: nodes go on, and nobody has to act."""

import json
import logging
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik.const import DOMAIN
from custom_components.domotik.safe_file import SafeFile
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes
from tests.integration.test_init import issues, set_up
from tests.integration.test_key_trouble import KEY, frame, give_key
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

MAC = NODE.hex(":")
SPOILT = [
    {"nodes": {MAC: {}}},
    {"nodes": {MAC: {"counters": 7}}},
    {"nodes": []},
    {"something": "else"},
]


def stored(content: Any) -> dict[str, Any]:
    """Return a storage file of a content."""
    return {"version": 1, "minor_version": 1, "key": DOMAIN, "data": content}


USELESS = json.dumps(stored(SPOILT[0]))


@pytest.mark.parametrize("content", SPOILT)
async def test_spoilt_storage_begins_anew(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    broker: PtyBroker,
    hass_storage: dict[str, Any],
    content: Any,
) -> None:
    hass_storage[DOMAIN] = stored(content)
    with patch.object(SafeFile, "set_aside", return_value="elsewhere"):
        await set_up(hass, entry)
    broker.report(report_frame(climate()))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    assert issues(hass) == set()


async def test_spoilt_storage_is_said_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    hass_storage[DOMAIN] = stored(SPOILT[0])
    with patch.object(SafeFile, "set_aside", return_value="elsewhere"):
        await set_up(hass, entry)
    said = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name == "custom_components.domotik"
    ]
    assert len(said) == 1
    assert "elsewhere" in said[0]


@pytest.fixture
def file_of_storage(tmp_path: Path) -> Path:
    """Return a file of storage that holds nothing of use."""
    path = tmp_path / ".storage" / DOMAIN
    path.parent.mkdir()
    path.write_text(USELESS)
    return path


async def test_spoilt_storage_is_kept_under_another_name(
    hass: HomeAssistant, tmp_path: Path, file_of_storage: Path
) -> None:
    with patch.object(hass.config, "config_dir", str(tmp_path)):
        place = await SafeFile(hass, DOMAIN).set_aside()
    found = {str(file): file.read_text() for file in file_of_storage.parent.iterdir()}
    assert found == {place: USELESS}


async def test_sealed_node_goes_on_without_the_storage(
    hass: HomeAssistant, entry: MockConfigEntry, broker: PtyBroker
) -> None:
    give_key(hass, entry, KEY)
    await set_up(hass, entry)
    broker.report(frame(500, KEY, epoch=7))
    await becomes(hass, "sensor.attic_temperature", "21.5")
    await until(lambda: broker.confirms.get(NODE))
    assert issues(hass) == set()


async def test_storage_that_cannot_be_read_is_tried_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with patch.object(SafeFile, "load", side_effect=HomeAssistantError("Permission denied")):
        await set_up(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "storage_unreadable"
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state.name == "LOADED"
