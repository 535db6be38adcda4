"""`scripts/demo`: start everything, say where to look, stop everything."""

import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .api import ApiError
from .hass import HassError
from .influx import tell_points
from .joined import Joined, joined, say
from .options import Options, parse
from .report import Report
from .server import ServerError
from .stopwatch import timed


@contextmanager
def folder(kept: Path | None) -> Iterator[Path]:
    """Yield the configuration's folder: the user's own, or one that goes when it ends."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="domotik-demo-") as temporary:
        yield Path(temporary)


async def run(options: Options, config: Path) -> Report | None:
    """Run the demo until it is stopped; return its report if one is wanted."""
    demo = asyncio.ensure_future(_demo(options, config))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, demo.cancel)
    return await demo


async def _demo(options: Options, config: Path) -> Report | None:
    """Set everything up, wait for the end, and report; a cancellation is the user's Ctrl-C."""
    try:
        async with joined(options, config) as running:
            if options.report is None:
                await _wait(options, running)
                return None
            async with timed(running.api, running.home) as stopwatch:
                await _wait(options, running)
                return await Report.read(running, stopwatch)
    except asyncio.CancelledError:
        # Stopped before all was set up, and taken down again: that is no failure.
        return None


async def _wait(options: Options, running: Joined) -> None:
    """Say where to look, and return when the time is over or the user wants to stop."""
    url = running.api.url
    say(f"\nHome Assistant is at {url} - no password needed. Ctrl-C stops it.\n")
    telling = asyncio.create_task(tell_points(running.influxdb)) if running.influxdb else None
    if options.browser and ("DISPLAY" in os.environ or sys.platform == "darwin"):
        webbrowser.open(url)
    try:
        await asyncio.sleep(1e9 if options.seconds is None else options.seconds)
    except asyncio.CancelledError:
        say("")
    finally:
        if telling:
            telling.cancel()


def main() -> int:
    """Run the demo; return the exit code."""
    options = parse()
    try:
        with folder(options.config) as config:
            report = asyncio.run(run(options, config))
    except (HassError, ApiError, ServerError) as error:
        print(error, file=sys.stderr)
        return 1
    if report is None or options.report is None:
        return 0
    options.report.write_text(report.text())
    for complaint in report.complaints:
        print(complaint, file=sys.stderr)
    return 1 if report.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
