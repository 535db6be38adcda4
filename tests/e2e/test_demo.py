"""The demo as a newcomer runs it: real firmware, real Home Assistant, nothing else."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_socket
from PIL import Image

from demo.server import find

REPOSITORY = Path(__file__).parent.parent.parent
DEMO = REPOSITORY / "scripts/demo"
SECONDS = 12
START_SECONDS = 240
STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the demo left."""

    code: int
    output: str
    report: dict[str, Any]
    log: str
    picture: Image.Image


@pytest.fixture(scope="module")
def port() -> int:
    """Return a free port for Home Assistant."""
    pytest_socket.enable_socket()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
        return free


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, port: int) -> Run:
    """Run the demo once, with every tenth frame lost."""
    folder = tmp_path_factory.mktemp("demo")
    options = ["--nodes", "3", "--interval", "2", "--loss", "0.1", "--seconds", str(SECONDS)]
    options += ["--influxdb"] if find("influxd") else []
    options += ["--mqtt"] if find("mosquitto") else []
    options += ["--port", str(port), "--config", str(folder / "config"), "--no-browser"]
    done = subprocess.run(
        [DEMO, *options, "--report", folder / "report.json"],
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    return Run(
        done.returncode,
        done.stdout + done.stderr,
        json.loads((folder / "report.json").read_text()),
        (folder / "config/home-assistant.log").read_text(),
        Image.open(folder / "config/www/domotik.png"),
    )


pytestmark = pytest.mark.timeout(START_SECONDS + STOP_SECONDS)


def test_every_node_shows_the_truth(run: Run) -> None:
    """The demo itself compares; it ends without a complaint."""
    assert run.code == 0, run.output


def test_it_says_where_to_look(run: Run, port: int) -> None:
    """The address is printed."""
    assert f"http://127.0.0.1:{port}" in run.output


def test_it_is_the_version_that_users_run(run: Run) -> None:
    """Not that of the unit tests' harness."""
    installed = (REPOSITORY / ".venv/run").glob("lib/*/site-packages/homeassistant-*.dist-info")
    names = [path.name for path in installed]
    assert names == [f"homeassistant-{run.report['home_assistant']}.dist-info"]


def test_all_nodes_are_there(run: Run) -> None:
    """Under the names that were given."""
    assert [node["name"] for node in run.report["nodes"]] == ["Living room", "Bedroom", "Kitchen"]


def test_every_sample_arrived_but_for_what_is_on_its_way(run: Run) -> None:
    """Lost frames are sent again: at most one wake's sample is missing when it stops."""
    behind = [node["sent"] - node["received"] for node in run.report["nodes"]]
    assert all(0 <= count <= 2 for count in behind), run.report["nodes"]


def test_the_way_to_the_states_is_timed(run: Run) -> None:
    assert run.report["send_to_state_ms"]["count"] > 0


def test_every_measurement_has_a_state(run: Run) -> None:
    """Temperature, humidity, pressure, light and voltage are numbers."""
    kitchen = run.report["nodes"][2]["states"]
    shown = {name.rpartition("_")[2]: state for name, state in kitchen.items()}
    for name in ("temperature", "humidity", "pressure", "illuminance", "voltage"):
        assert float(shown[name]) > 0


def test_summary_is_drawn(run: Run) -> None:
    """For the panel that was chosen, with yesterday's line in its lower part."""
    assert run.picture.size == (250, 122)
    below = run.picture.convert("L").crop((4, 92, 200, 120))
    assert {x for x in range(below.width) for y in range(28) if not below.getpixel((x, y))} >= set(
        range(30, 160, 10)
    )


def test_the_line_had_no_bad_frame(run: Run) -> None:
    """The broker's pacing keeps every line whole."""
    assert run.report["broker"]["link"]["bad_frames"] == 0


def test_home_assistant_had_nothing_to_complain_of(run: Run) -> None:
    """No warning or error of the integration, but for the one that each custom one gets."""
    lines = [line for line in run.log.splitlines() if "custom_components.domotik" in line]
    assert not [line for line in lines if " INFO " not in line]


@pytest.mark.skipif(find("mosquitto") is None, reason="Mosquitto is not to be had")
def test_rooms_that_go_by_wifi_are_there_too(run: Run) -> None:
    """Discovered by the same Home Assistant, under their own names, and compared as all are."""
    assert [node["name"] for node in run.report["wifi_nodes"]] == ["Bathroom", "Office"]


@pytest.mark.skipif(find("influxd") is None, reason="InfluxDB is not to be had")
def test_readings_are_in_influxdb(run: Run) -> None:
    """At least one of each measurement of each node, and no warning about it."""
    assert run.report["points_in_influxdb"] >= 3 * 5
    assert "influxdb" not in run.log


@pytest.fixture
def started(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Start the demo, and end it whatever happens."""
    process = subprocess.Popen(
        [DEMO, "--no-browser", "--port", str(port), "--config", tmp_path / "config"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_ctrl_c_during_the_start_leaves_nothing_behind(
    started: subprocess.Popen[str], tmp_path: Path
) -> None:
    """Neither Home Assistant nor a board goes on running."""
    assert started.stdout is not None
    while "Starting Home Assistant" not in started.stdout.readline():
        assert started.poll() is None
    time.sleep(3)
    started.send_signal(signal.SIGINT)
    assert started.wait(STOP_SECONDS) == 0
    assert not processes_with(str(tmp_path))


def processes_with(text: str) -> list[str]:
    """Return the command lines that hold a text."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if text in command:
            found.append(command)
    return found
