"""`scripts/walk`: start everything, walk, and say whether all was well."""

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from demo.api import Api
from demo.hass import REPOSITORY, Hass, write_config
from demo.ports import free_port
from simulator.home import Home
from simulator.plan import Plan

from .browser import chromium, front_end
from .steps import STEPS, Walk

# In the evening: it gets warmer, so that there is something to automate.
PLAN = Plan(nodes=2, interval=3, heartbeat=9, sealed=True, hour=17.5)
SPARE = Plan(nodes=0, house=1)
RECORD = re.compile(r"^\S+ \S+ (?:WARNING|ERROR|CRITICAL) \(.*?\) (?P<text>.*)$", re.MULTILINE)


@asynccontextmanager
async def staged(folder: Path, pictures: Path) -> AsyncIterator[Walk]:
    """Start a home, a spare broker, Home Assistant and a browser."""
    port = free_port()
    write_config(folder, port)
    hass = Hass(folder, port, REPOSITORY / ".venv/run/bin/hass")
    async with Home(PLAN) as home, Home(SPARE, ether=home.ether) as spare:
        try:
            await hass.start()
            async with Api(hass.url) as api, front_end(hass.url, pictures) as front:
                yield Walk(front, api, home, spare, folder)
        finally:
            await hass.stop()


async def walk(folder: Path, pictures: Path) -> list[str]:
    """Take every step; return what Home Assistant's log has to say about us."""
    async with staged(folder, pictures) as walk:
        for step in STEPS:
            print(step.__doc__, flush=True)
            try:
                await step(walk)
            except BaseException:
                await walk.front.picture("stopped")
                raise
    return warnings((folder / "home-assistant.log").read_text())


def warnings(log: str) -> list[str]:
    """Return the warnings about the integration, but for the one that each custom one gets."""
    said = [record.group() for record in RECORD.finditer(log) if "domotik" in record["text"]]
    return [line for line in said if "has not been tested by Home Assistant" not in line]


def main() -> int:
    """Walk once; return the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/walk", description=__doc__)
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="keep pictures there")
    options = parser.parse_args()
    if chromium() is None:
        print("There is no Chromium: install it (apt install chromium).", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="domotik-walk-") as name:
        pictures = options.pictures or Path(name)
        pictures.mkdir(parents=True, exist_ok=True)
        complaints = asyncio.run(walk(Path(name), pictures))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
