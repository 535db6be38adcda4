"""The model of a node's life on a battery."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from simulator.boards import BOARDS
from simulator.lifetime import CHIPS, GROUNDS, Habits, lifetime, wake_mc
from simulator.reports import ROOT

USUAL = Habits()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as its script does."""
    command = [sys.executable, "-m", "simulator.battery_program", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_days_are_the_charge_over_what_is_drawn() -> None:
    told = lifetime(replace(USUAL, sensors=(), board="devkitc", interval=3600, heartbeat=3600))
    microamps = sum(told.terms.values())
    assert told.days == pytest.approx(2000 * 1000 * 0.85 / microamps / 24)


def test_a_wasteful_board_is_named_as_what_empties_the_battery() -> None:
    assert lifetime(replace(USUAL, board="devkitc")).dominant == "board asleep"


def test_frequent_looks_are_named_by_their_boot() -> None:
    assert lifetime(replace(USUAL, interval=30)).dominant == "boot"


def test_a_battery_that_is_hardly_asked_empties_itself() -> None:
    rare = replace(USUAL, interval=3600, heartbeat=3600, divider_kohm=2000)
    assert lifetime(rare).dominant == "self-discharge"


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ({"interval": 60}, {"interval": 600}),
        ({"loss": 0.5}, {"loss": 0.0}),
        ({"profile": "stock"}, {"profile": "frozen"}),
        ({"moved": 1.0}, {"moved": 0.0}),
        ({"battery": "lipo"}, {"battery": "2xlithium"}),
        ({"divider_kohm": 20.0}, {"divider_kohm": 2000.0}),
        ({"awake_ms": 900.0}, {"awake_ms": 300.0}),
        ({"cpu_mhz": 80}, {"cpu_mhz": 160}),
        ({"cpu_mhz": 240, "awake_ms": 300.0}, {"cpu_mhz": 160, "awake_ms": 300.0}),
    ],
    ids=str,
)
def test_what_is_better_lasts_longer(worse: dict[str, object], better: dict[str, object]) -> None:
    days = [lifetime(replace(USUAL, **some)).days for some in (worse, better)]  # type: ignore[arg-type]
    assert days[0] < days[1]


def test_a_wake_without_a_report_costs_no_radio() -> None:
    quiet = replace(USUAL, moved=0.0, heartbeat=1e9)
    assert wake_mc(quiet)["radio"] == pytest.approx(0, abs=1e-4)


def test_every_term_says_what_it_rests_on() -> None:
    assert lifetime(USUAL).terms.keys() == GROUNDS.keys()


def test_every_chip_that_can_run_on_a_battery_is_known() -> None:
    chips = {file.stem for file in (ROOT / "firmware/node/sensors").glob("*.py")}
    assert chips - {"__init__", "analog", "ccs811"} == CHIPS.keys()


def test_every_board_names_its_source() -> None:
    assert all(board.source and board.sleep_ua > 0 for board in BOARDS.values())


def test_the_program_tells_days_and_the_dominant_term() -> None:
    printed = run("--board", "devkitc").stdout
    assert "18 days (model) on 2000 mAh li-ion" in printed
    assert "most goes to: board asleep" in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--sensors", "bme680"), "--sensors: there is no bme680; there are: bme280"),
        (("--interval", "0"), "--interval must be above 0"),
        (("--loss", "2"), "--loss must be from 0 to 1"),
    ],
)
def test_a_mistake_is_told(arguments: tuple[str, ...], sentence: str) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)


def test_the_boards_are_listed() -> None:
    assert len(run("--boards").stdout.splitlines()) == len(BOARDS)


def test_a_picture_is_drawn(tmp_path: Path) -> None:
    run("--plot", str(tmp_path / "days.png"))
    with Image.open(tmp_path / "days.png") as picture:
        assert len(picture.convert("RGB").getcolors(100_000) or ()) > len(BOARDS) // 2
