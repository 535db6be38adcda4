"""A new user's first hour, in a browser: real firmware, real Home Assistant, real clicks."""

import subprocess
from pathlib import Path

import pytest

from demo.hass import REPOSITORY
from walk.__main__ import warnings
from walk.browser import chromium
from walk.steps import STEPS

WALK_SECONDS = 600


@pytest.mark.timeout(WALK_SECONDS)
@pytest.mark.skipif(chromium() is None, reason="Chromium is not installed")
def test_new_user_gets_everywhere_and_the_log_stays_empty(tmp_path: Path) -> None:
    done = subprocess.run(
        [REPOSITORY / "scripts/walk", "--pictures", tmp_path],
        capture_output=True,
        text=True,
        timeout=WALK_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [step.__doc__ for step in STEPS if str(step.__doc__) not in done.stdout] == []


BEFORE = "2026-11-21 17:56:35.412+00:00"


@pytest.mark.parametrize(
    "record",
    [
        f"{BEFORE} WARNING (MainThread) [custom_components.domotik] Nobody answers",
        f"{BEFORE} ERROR (MainThread) [homeassistant] Error doing job of domotik",
        f"{BEFORE} WARNING (MainThread) [homeassistant.frame] 'domotik' is old",
    ],
)
def test_warning_about_the_integration_is_a_complaint(record: str) -> None:
    assert warnings(f"{record}\n  File domotik/__init__.py\n") == [record]


@pytest.mark.parametrize(
    "record",
    [
        f"{BEFORE} INFO (MainThread) [custom_components.domotik] Lost the broker",
        f"{BEFORE} ERROR (MainThread) [haffmpeg] No FFmpeg\n  File /cache/domotik/core.py",
        f"{BEFORE} WARNING (Worker) [loader] domotik has not been tested by Home Assistant",
    ],
)
def test_what_is_said_of_others_or_on_purpose_is_none(record: str) -> None:
    assert warnings(f"{record}\n") == []
