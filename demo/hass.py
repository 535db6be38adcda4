"""A real Home Assistant: its configuration, and its process from start to stop."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import aiohttp

REPOSITORY = Path(__file__).resolve().parent.parent
START_SECONDS = 180
STOP_SECONDS = 60

CONFIGURATION = """\
homeassistant:
  name: Domotik demo
  country: SE
  unit_system: metric
  auth_providers:
    - type: trusted_networks
      trusted_networks: [127.0.0.1, "::1"]
      allow_bypass_login: true
    - type: homeassistant
frontend:
config:
history:
logbook:
energy:
usb:
my:
automation: !include automations.yaml
logger:
  default: warning
  logs:
    custom_components.domotik: info
"""


class HassError(Exception):
    """Home Assistant did not do what the demo needs; the text says what to do."""


def write_config(folder: Path, port: int) -> None:
    """Make a configuration that serves on loopback only and contacts nobody."""
    storage = folder / ".storage"
    storage.mkdir(parents=True, exist_ok=True)
    (folder / "configuration.yaml").write_text(CONFIGURATION)
    # Where Home Assistant's editor of automations keeps them.
    (folder / "automations.yaml").touch()
    custom = folder / "custom_components"
    custom.mkdir(exist_ok=True)
    link = custom / "domotik"
    link.unlink(missing_ok=True)
    link.symlink_to(REPOSITORY / "custom_components" / "domotik")
    # What all supported versions read: later ones bring it up to date by themselves.
    settings: dict[str, object] = {
        "stable": _http(port),
        "pending": None,
        "yaml_migration_done": True,
    }
    _write_store(storage / "http", (2, 2), settings)
    if not (storage / "onboarding").exists():
        # The other steps of the first start would fetch weather and radio stations.
        done = ["core_config", "analytics", "integration"]
        _write_store(storage / "onboarding", (4, 1), {"done": done})


def _http(port: int) -> dict[str, object]:
    """Return the settings of Home Assistant's web server."""
    return {
        "server_port": port,
        "server_host": ["127.0.0.1"],
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "intermediate",
        "use_x_frame_options": True,
        "created_at": None,
        "error": None,
        "error_message": None,
    }


def _write_store(path: Path, version: tuple[int, int], content: dict[str, object]) -> None:
    """Write one of Home Assistant's storage files."""
    major, minor = version
    store = {"version": major, "minor_version": minor, "key": path.name, "data": content}
    path.write_text(json.dumps(store))


class Hass:
    """One Home Assistant process."""

    def __init__(
        self,
        folder: Path,
        port: int,
        program: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare to run a program, this Python's own unless told; `environment` is added."""
        self._program = program or Path(sys.executable).with_name("hass")
        self._environment = {**os.environ, **(environment or {})}
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> Path:
        """Where Home Assistant writes what it has to say."""
        return self._folder / "home-assistant.log"

    @property
    def pid(self) -> int:
        """Return the number of the process, which must have been started."""
        assert self._process
        return self._process.pid

    async def start(self) -> None:
        """Start and return when the API answers; HassError when it does not."""
        if await self._answers():
            port = self.url.rpartition(":")[2]
            raise HassError(f"Port {port} is in use; stop what uses it or give --port another.")
        with (self._folder / "hass.out").open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                self._program,
                "-c",
                self._folder,
                stdout=output,
                stderr=output,
                env=self._environment,
                start_new_session=True,
            )
        with suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                await self._wait()
                return
        raise HassError(f"Home Assistant did not answer in {START_SECONDS} s; see {self.log}.")

    async def _wait(self) -> None:
        """Return when the API answers."""
        assert self._process is not None
        while not await self._answers():
            if self._process.returncode is not None:
                raise HassError(f"Home Assistant stopped at its start; see {self.log}.")
            await asyncio.sleep(0.25)

    async def _answers(self) -> bool:
        """Tell whether something serves Home Assistant's API."""
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(self.url + "/api/onboarding") as response,
            ):
                return response.status in (200, 404)
        except aiohttp.ClientError:
            return False

    async def stop(self) -> None:
        """Stop the process and wait for its end."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
