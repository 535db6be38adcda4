"""A simulated home and a real Home Assistant that knows its broker and nodes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from simulator.ether import Conditions
from simulator.home import Home
from simulator.plan import Plan

from .adopt import add_broker, add_nodes
from .api import Api
from .areas import make_rooms
from .hass import Hass, write_config
from .options import Options


@dataclass(frozen=True, slots=True)
class Joined:
    """What runs: the home, and Home Assistant's API with the entry of the home's broker."""

    home: Home
    api: Api
    entry_id: str


def say(text: str) -> None:
    """Tell the user how far things are."""
    print(text, flush=True)


def plan(options: Options, config: Path) -> Plan:
    """Return the home that the options ask for; its flash lies beside the configuration."""
    flash = config / "simulated_home"
    flash.mkdir(exist_ok=True)
    return Plan(nodes=options.nodes, interval=options.interval, folder=flash, sealed=True)


@asynccontextmanager
async def joined(options: Options, config: Path) -> AsyncIterator[Joined]:
    """Start both and join them as a user would; stop both at the end."""
    write_config(config, options.port)
    hass = Hass(config, options.port)
    say(f"Starting a simulated home: one broker and {options.nodes} nodes.")
    async with Home(plan(options, config), Conditions(loss=options.loss)) as home:
        try:
            say("Starting Home Assistant; its first start takes some ten seconds.")
            await hass.start()
            async with Api(hass.url) as api:
                yield Joined(home, api, await _join(home, api, options.interval))
        finally:
            say("Stopping.")
            await hass.stop()


async def _join(home: Home, api: Api, interval: int) -> str:
    """Add the broker, its nodes and their rooms; return the entry's id."""
    say("Adding the broker and its nodes as a user would.")
    entry_id = await add_broker(api, home.broker.port)
    await add_nodes(api, entry_id, home.nodes)
    names = {node.mac.hex(":"): node.name for node in home.nodes}
    await make_rooms(api, names, 3 * interval)
    return entry_id
