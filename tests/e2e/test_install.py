"""From the release's zip to the first reading, and away again without a trace.

A fresh Home Assistant of the newest version, the zip unpacked as HACS and the Marketplace do it,
and the rest clicked in a browser.
"""

import asyncio
import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_socket

from demo.api import Api
from demo.hass import REPOSITORY, Hass, write_config
from demo.ports import free_port
from flashing import changes, release
from simulator.home import Home
from simulator.plan import Plan
from walk.browser import chromium, front_end
from walk.steps import (
    Walk,
    add_integration,
    add_node_by_pairing_text,
    add_node_from_list,
    remove_integration,
)

PROGRAM = REPOSITORY / ".venv/run/bin/hass"
HACS = json.loads((REPOSITORY / "hacs.json").read_text())
PATIENCE_SECONDS = 60
# The Marketplace's own code: what it asks of hacs.json, the archive and what came out of it.
MARKETPLACE = """
import json, sys, zipfile
from importlib.util import find_spec
from pathlib import Path
archive, place, hacs = map(Path, sys.argv[1:])
if not find_spec("homeassistant.components.marketplace"):
    # Before 2026.11 there was none; HACS unpacks likewise.
    zipfile.ZipFile(archive).extractall(place)
    sys.exit()
from homeassistant.components.marketplace.repositories import base, integration
from homeassistant.components.marketplace.utils import validate
for key, value in json.loads(hacs.read_text()).items():
    validate.REPOSITORY_MANIFEST_VALUES[key](value)
with zipfile.ZipFile(archive) as content:
    base._check_archive_size(content)
    for name in content.namelist():
        base.resolve_in_directory(place, name)
    content.extractall(place)
integration._check_loadable_manifest(place, "domotik")
"""

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed"),
]


@dataclass(slots=True)
class Seen:
    """What was there with the integration, and what after it."""

    update: dict[str, Any] = field(default_factory=dict)
    readings: dict[str, float] = field(default_factory=dict)
    truth: dict[str, float] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    devices: list[dict[str, Any]] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    log: str = ""
    log_without: str = ""


def install(folder: Path) -> Path:
    """Unpack the release as the Marketplace does; return the integration's folder."""
    archive = folder / HACS["filename"]
    release.build(archive)
    place = folder / "custom_components" / "domotik"
    place.unlink()
    place.mkdir()
    python = PROGRAM.with_name("python")
    arguments = [python, "-c", MARKETPLACE, archive, place, REPOSITORY / "hacs.json"]
    subprocess.run(arguments, check=True, timeout=60)
    return place


def stored(folder: Path) -> set[str]:
    """Return the names of our files in Home Assistant's storage."""
    return {path.name for path in (folder / ".storage").iterdir() if "domotik" in path.name}


def mentions(log: str) -> list[str]:
    """Return the lines that name the integration, and not only a folder of that name."""
    return [line for line in log.splitlines() if re.search(r"(?<!/)domotik(?!/)", line)]


async def temperatures(api: Api) -> dict[str, float]:
    """Return the temperatures that Home Assistant shows, as soon as there are two."""
    for _ in range(PATIENCE_SECONDS):
        states = await api.get("/api/states")
        found = {
            state["entity_id"]: float(state["state"])
            for state in states
            if state["attributes"].get("device_class") == "temperature"
            and state["state"] not in ("unknown", "unavailable")
        }
        if len(found) > 1:
            return found
        await asyncio.sleep(1)
    raise AssertionError(f"no temperatures after {PATIENCE_SECONDS} s")


async def use(home: Home, hass: Hass, seen: Seen, folder: Path) -> None:
    """Add the broker and its nodes, look, and remove them."""
    async with Api(hass.url) as api, front_end(hass.url, folder) as front:
        walk = Walk(front, api, home, home, folder)
        for step in (add_integration, add_node_from_list, add_node_by_pairing_text):
            await step(walk)
        seen.readings = await temperatures(api)
        seen.truth = {node.name: node.truth()["temperature"] for node in home.nodes}
        states = {state["entity_id"]: state for state in await api.get("/api/states")}
        seen.update = next(
            state for name, state in states.items() if name.startswith("update.domotik_broker")
        )
        await asyncio.sleep(3)
        seen.kept = stored(folder)
        await remove_integration(walk)
        await asyncio.sleep(2)
        seen.left = stored(folder)
        listed = await api.command("config/device_registry/list")
        seen.devices = [each for each in listed if "domotik" in str(each["identifiers"])]
        listed = await api.command("config/entity_registry/list")
        seen.entities = [each for each in listed if each["platform"] == "domotik"]


async def play(folder: Path) -> Seen:
    """Install, use, remove, and start once more without."""
    seen = Seen()
    port = free_port()
    write_config(folder, port)
    place = install(folder)
    hass = Hass(folder, port, PROGRAM)
    async with Home(Plan(nodes=2, interval=2, sealed=True)) as home:
        try:
            await hass.start()
            await use(home, hass, seen, folder)
        finally:
            await hass.stop()
    seen.left |= stored(folder)
    seen.log = hass.log.read_text()
    shutil.rmtree(place)
    try:
        await hass.start()
    finally:
        await hass.stop()
    seen.log_without = hass.log.read_text()
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    pytest_socket.enable_socket()
    return asyncio.run(play(tmp_path_factory.mktemp("install")))


def test_first_readings_are_what_the_rooms_are(seen: Seen) -> None:
    assert sorted(seen.readings.values()) == pytest.approx(sorted(seen.truth.values()), abs=1)


def test_firmware_of_the_release_is_what_is_offered(seen: Seen) -> None:
    assert seen.update["attributes"]["latest_version"] == changes.manifest_version()


def test_what_has_to_outlive_a_restart_is_kept(seen: Seen) -> None:
    assert "domotik" in seen.kept


def test_removal_leaves_no_device_no_entity_and_no_file(seen: Seen) -> None:
    assert (seen.devices, seen.entities, seen.left) == ([], [], set())


def test_log_has_no_warning_of_ours(seen: Seen) -> None:
    lines = [line for line in mentions(seen.log) if " WARNING " in line or " ERROR " in line]
    # Home Assistant says of each custom integration that it has not tested it.
    assert [line for line in lines if "not been tested" not in line] == []


def test_home_assistant_starts_without_it_as_before(seen: Seen) -> None:
    assert mentions(seen.log_without) == []
