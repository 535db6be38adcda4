"""A disk that is full or can't be written to, below a whole Home Assistant."""

import json
import logging
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.domotik import safe_file
from custom_components.domotik.const import DOMAIN
from tests.fake_broker import PtyBroker
from tests.integration.states import becomes, state
from tests.integration.test_availability import CONNECTED, TEMPERATURE
from tests.node_frames import NODE, climate, report_frame
from tests.waiting import until

FULL = "What nodes send can't be written to the disk; they keep it until it can"
BACK = "What nodes send is on the disk again"


@pytest.fixture
def hass_storage() -> None:
    """Leave Home Assistant's storage as it is."""


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> Iterator[str]:
    """Return a disk of its own, small enough to be filled."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a disk")
    (disk / ".storage").mkdir()
    yield str(disk)
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.fixture(autouse=True)
def _soon_tried_again() -> Iterator[None]:
    """Let a store try again at once."""
    with patch.object(safe_file, "FIRST_RETRY", 0.01), patch.object(safe_file, "LAST_RETRY", 0.05):
        yield


def fill(disk: Path) -> None:
    """Leave no byte on a disk."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        for _ in range(256):
            file.write(bytes(4096))
    assert shutil.disk_usage(disk).free == 0


def empty(disk: Path) -> None:
    """Make room again."""
    (disk / "filler").unlink()


def forbid(disk: Path) -> None:
    """Let a disk be read only."""
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


def allow(disk: Path) -> None:
    """Let a disk be written to again."""
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    """Return our log lines at level info and above."""
    return [
        (record.levelno, record.getMessage())
        for record in caplog.records
        if "domotik" in record.name and record.levelno >= logging.INFO
    ]


@pytest.mark.parametrize(("spoil", "mend"), [(fill, empty), (forbid, allow)])
async def test_disk_that_fails_loses_nothing_and_is_said_once(  # noqa: PLR0913, PLR0917 - fixtures, and two ways to fail
    hass: HomeAssistant,
    running: MockConfigEntry,
    broker: PtyBroker,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Path], None],
    mend: Callable[[Path], None],
) -> None:
    disk = Path(hass.config.config_dir)
    broker.report(report_frame(climate()))
    await becomes(hass, TEMPERATURE, "21.5")
    await until(lambda: NODE in broker.confirms)
    before = broker.confirms[NODE]
    caplog.set_level(logging.INFO)
    caplog.clear()
    spoil(disk)
    broker.report(report_frame(climate(2, 1300, 1900), clock=1300, counter=2))
    await becomes(hass, TEMPERATURE, "19.0")
    await until(lambda: told(caplog))
    assert (broker.confirms[NODE], state(hass, CONNECTED)) == (before, "on")
    mend(disk)
    await until(lambda: broker.confirms[NODE] != before)
    kept = json.loads((disk / ".storage" / DOMAIN).read_text())["data"]["nodes"]
    assert kept[NODE.hex(":")]["figures"]["samples"] == 2
    assert told(caplog) == [(logging.ERROR, FULL), (logging.INFO, BACK)]
