#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.14"
# dependencies = ["pillow", "python-periphery==2.4.3", "waveshare-epaper==1.4.0"]
# ///
"""Show a display of Home Assistant on an e-ink panel of this computer.

It fetches the picture of an image entity and drives the panel with Domotik's own code: never more
often than every 3 minutes, only if the picture has changed, once a day anyway, asleep in between.
"""

import argparse
import asyncio
import hashlib
import importlib.util
import io
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "custom_components/domotik/display"
GRACE = 20.0
TIMEOUT = 20.0


def load(folder: Path) -> None:
    """Make Domotik's display code importable without Home Assistant."""
    spec: Any = importlib.util.spec_from_file_location(
        "domotik_display", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["domotik_display"] = module
    spec.loader.exec_module(module)


if TYPE_CHECKING:
    from custom_components.domotik.display.errors import PanelError, Reason
    from custom_components.domotik.display.layout import Drawing
    from custom_components.domotik.display.pace import Memory, Pace
    from custom_components.domotik.display.panels import PANELS
    from custom_components.domotik.display.waveshare import Waveshare
    from custom_components.domotik.display.worker import Worker
else:
    load(FOLDER)
    from domotik_display.errors import PanelError, Reason
    from domotik_display.layout import Drawing
    from domotik_display.pace import Memory, Pace
    from domotik_display.panels import PANELS
    from domotik_display.waveshare import Waveshare
    from domotik_display.worker import Worker


class Mirror:
    """Shows on a panel what an image entity shows."""

    def __init__(self, options: argparse.Namespace, token: str) -> None:
        """Prepare the panel."""
        self.panel = PANELS[options.model]
        self._address = f"{options.url.rstrip('/')}/api/image_proxy/{options.entity}"
        self._token = token
        self._size = self.panel.size(options.rotation)
        self._backend = Waveshare(self.panel, options.rotation)
        pace = Pace(timedelta(minutes=options.interval))
        self.worker = Worker(self, pace, Memory())

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the panel up to date until it is to stop; leave it asleep."""
        self.worker.look()
        await stop.wait()
        await self.worker.stop(GRACE, self._backend.let_go)

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)

    def call_at(self, moment: datetime, call: Callable[[], None]) -> Callable[[], None]:
        """Call something at a moment; return what prevents it."""
        seconds = (moment - self.now()).total_seconds()
        return asyncio.get_running_loop().call_later(max(seconds, 0), call).cancel

    async def draw(self, _clock: datetime | None) -> Drawing:
        """Fetch the picture."""
        try:
            image = await asyncio.to_thread(self._fetch)
        except (OSError, ValueError) as err:
            raise PanelError(Reason.UNEXPECTED, f"{self._address}: {err}") from err
        return Drawing(image, hashlib.sha256(image.tobytes()).hexdigest(), ())

    async def show(self, image: Image.Image) -> None:
        """Show a picture."""
        await asyncio.to_thread(self._backend.show, image)

    def changed(self) -> None:
        """Say what is wrong."""
        if fault := self.worker.fault:
            sys.stderr.write(f"{self.panel.name}: {fault.reason} {fault.detail}\n")

    def _fetch(self) -> Image.Image:
        """Return the picture of the entity; ValueError if it is not one for this panel."""
        request = urllib.request.Request(  # noqa: S310 - the address is the user's own
            self._address, headers={"Authorization": f"Bearer {self._token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                image = Image.open(io.BytesIO(answer.read()))
        except urllib.error.HTTPError as err:
            with err:
                raise ValueError(
                    f"it answered {err.code}: check the token and the entity"
                ) from err
        if image.mode != "P" or image.size != self._size:
            raise ValueError(
                f"it is {image.width} x {image.height}, the panel {self._size[0]} x "
                f"{self._size[1]}: choose the same model and orientation in both places"
            )
        return image


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    models = [key for key, panel in PANELS.items() if panel.driver]
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("--url", required=True, help="Home Assistant, such as http://homeassistant.local:8123")
    add("--entity", required=True, help="the display, such as image.hall")
    add("--token-file", required=True, type=Path, help="holds a long-lived access token")
    add("--model", required=True, choices=models)
    add("--rotation", type=int, default=0, choices=[0, 90, 180, 270])
    add("--interval", type=int, default=5, help="minutes between looks (5)")
    return parser.parse_args(arguments)


async def main() -> None:
    """Run until SIGINT or SIGTERM."""
    options = options_of()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await Mirror(options, options.token_file.read_text().strip()).run(stop)


if __name__ == "__main__":
    asyncio.run(main())
