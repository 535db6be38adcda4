"""`scripts/demo`: start everything, say where to look, stop everything."""

import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simulator.ether import Conditions
from simulator.home import Home
from simulator.plan import Plan

from .adopt import add_broker, add_nodes
from .api import Api, ApiError
from .areas import make_rooms
from .hass import Hass, HassError, write_config
from .options import Options, parse
from .report import Report


def say(text: str) -> None:
    """Tell the user how far things are."""
    print(text, flush=True)


@contextmanager
def folder(kept: Path | None) -> Iterator[Path]:
    """Yield the configuration's folder: the user's own, or one that goes when it ends."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="domotik-demo-") as temporary:
        yield Path(temporary)


def plan(options: Options, config: Path) -> Plan:
    """Return the home that the options ask for; its flash lies beside the configuration."""
    flash = config / "simulated_home"
    flash.mkdir(exist_ok=True)
    return Plan(nodes=options.nodes, interval=options.interval, folder=flash)


async def run(options: Options, config: Path) -> bool:
    """Run the demo until it is stopped; tell whether every node showed the truth."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    write_config(config, options.port)
    hass = Hass(config, options.port)
    say(f"Starting a simulated home: one broker and {options.nodes} nodes.")
    async with Home(plan(options, config), Conditions(loss=options.loss)) as home:
        try:
            return await _until(stopped, _session(options, home, hass, stopped))
        finally:
            say("Stopping.")
            await hass.stop()


async def _until(stopped: asyncio.Event, session: Coroutine[None, None, bool]) -> bool:
    """Return what a session returns, or True when the user stops it before it is set up."""
    task = asyncio.create_task(session)
    waiter = asyncio.create_task(stopped.wait())
    await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()
    if not task.done():
        # The session sees the event too; what still sets up is not worth waiting for.
        await asyncio.wait({task}, timeout=10)
        task.cancel()
    return await task


async def _session(options: Options, home: Home, hass: Hass, stopped: asyncio.Event) -> bool:
    """Set Home Assistant up, run, and report."""
    say("Starting Home Assistant; its first start takes some ten seconds.")
    await hass.start()
    async with Api(hass.url) as api:
        say("Adding the broker and its nodes as a user would.")
        entry_id = await add_broker(api, home.broker.port)
        names = {node.mac.hex(":"): node.name for node in home.nodes}
        await add_nodes(api, entry_id, names)
        await make_rooms(api, names, 3 * options.interval)
        say(f"\nHome Assistant is at {hass.url} - no password needed. Ctrl-C stops it.\n")
        if options.browser and ("DISPLAY" in os.environ or sys.platform == "darwin"):
            webbrowser.open(hass.url)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), options.seconds)
        if options.report is None:
            return True
        report = await Report.read(api, entry_id, home)
        options.report.write_text(report.text())
        for complaint in report.complaints:
            say(complaint)
        return not report.complaints


def main() -> int:
    """Run the demo; return the exit code."""
    options = parse()
    try:
        with folder(options.config) as config:
            return 0 if asyncio.run(run(options, config)) else 1
    except (HassError, ApiError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
