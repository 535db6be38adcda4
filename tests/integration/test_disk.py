"""The store on a real disk, which may refuse."""

import asyncio
import errno
import json
from pathlib import Path
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant

from custom_components.domotik import safe_file, store
from custom_components.domotik.const import DOMAIN
from tests.node_frames import NODE

MAC = NODE.hex(":")


async def save_after_a_pause(table: store.NodeStore) -> bool:
    """Save when the store is ready to try again."""
    await asyncio.sleep(0.01)
    return await table.save()


@pytest.fixture
def hass_storage() -> None:
    """Leave Home Assistant's storage as it is."""


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Keep the files apart."""
    return str(tmp_path)


async def test_table_is_written(hass: HomeAssistant, tmp_path: Path) -> None:
    table = store.NodeStore(hass)
    table.table.node(MAC)
    assert await table.save()
    assert MAC in json.loads((tmp_path / ".storage" / DOMAIN).read_text())["data"]["nodes"]


async def test_write_that_fails_is_told(hass: HomeAssistant, tmp_path: Path) -> None:
    table = store.NodeStore(hass)
    table.table.node(MAC)
    (tmp_path / ".storage" / DOMAIN / "in the way").mkdir(parents=True)
    assert not await table.save()


async def test_folder_that_can_not_be_made_is_told(hass: HomeAssistant, tmp_path: Path) -> None:
    table = store.NodeStore(hass)
    table.table.node(MAC)
    with patch("os.makedirs", side_effect=OSError(errno.EROFS, "Read-only file system")):
        assert not await table.save()


async def test_older_file_is_no_proof(hass: HomeAssistant, tmp_path: Path) -> None:
    table = store.NodeStore(hass)
    assert await table.save()
    table.table.node(MAC)
    with patch("atomicwrites.os.rename", side_effect=OSError(errno.EROFS, "Read-only")):
        assert not await table.save()


async def test_disk_that_still_fails_is_not_written_to(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    table = store.NodeStore(hass)
    with (
        patch.object(safe_file, "FIRST_RETRY", 0.001),
        patch.object(safe_file, "TemporaryFile", side_effect=OSError(errno.ENOSPC, "Full")),
        patch("atomicwrites.os.rename", side_effect=OSError(errno.ENOSPC, "Full")),
    ):
        results = [await save_after_a_pause(table) for _ in range(3)]
    errors = [each for each in caplog.records if each.name == "homeassistant.helpers.storage"]
    assert (results, len([each for each in errors if each.levelname == "ERROR"])) == (
        [False] * 3,
        1,
    )
