"""A simulated home and a real Home Assistant that knows its broker and nodes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.ether import Conditions
from simulator.home import Home
from simulator.plan import Plan

from .adopt import add_broker, add_nodes
from .api import Api
from .areas import make_rooms
from .by_wifi import add_mqtt, mosquitto, wifi_plan
from .hass import Hass, write_config
from .influx import add_influxdb, influxdb
from .mosquitto import GuardedMosquitto
from .options import Options
from .servers import InfluxDB
from .summary import add_display


@dataclass(frozen=True, slots=True)
class Joined:
    """What runs: the home, and Home Assistant's API with the entry of the home's broker."""

    home: Home
    api: Api
    entry_id: str
    influxdb: InfluxDB | None = None


def say(text: str) -> None:
    """Tell the user how far things are."""
    print(text, flush=True)


def plan(options: Options, config: Path, server: GuardedMosquitto | None) -> Plan:
    """Return the home that the options ask for; its flash lies beside the configuration."""
    flash = config / "simulated_home"
    flash.mkdir(exist_ok=True)
    return Plan(
        nodes=options.nodes,
        interval=options.interval,
        folder=flash,
        sealed=True,
        wifi=wifi_plan(server) if server else None,
    )


@asynccontextmanager
async def joined(options: Options, config: Path) -> AsyncIterator[Joined]:
    """Start all and join it as a user would; stop all at the end."""
    write_config(config, options.port)
    server = influxdb(config) if options.influxdb else None
    with (
        server or nullcontext(),
        TemporaryDirectory(prefix="domotik-mosquitto-") as folder,
        mosquitto(Path(folder), options.nodes) if options.mqtt else nullcontext() as mqtt,
    ):
        say(f"Starting a simulated home: one broker and {options.nodes} nodes.")
        async with (
            Home(plan(options, config, mqtt), Conditions(loss=options.loss)) as home,
            _running(Hass(config, options.port)) as hass,
            Api(hass.url) as api,
        ):
            if server:
                await add_influxdb(api, server, config)
            if mqtt:
                say("Adding the MQTT server, whose nodes describe themselves.")
                await add_mqtt(api, mqtt)
            entry_id = await _join(home, api, options.interval)
            picture = await add_display(api, entry_id, config, home.nodes)
            say(f"An e-ink panel's summary is drawn to {picture}")
            yield Joined(home, api, entry_id, server)


@asynccontextmanager
async def _running(hass: Hass) -> AsyncIterator[Hass]:
    """Start Home Assistant; stop it at the end."""
    try:
        say("Starting Home Assistant; its first start takes some ten seconds.")
        await hass.start()
        yield hass
    finally:
        say("Stopping.")
        await hass.stop()


async def _join(home: Home, api: Api, interval: int) -> str:
    """Add the broker, its nodes and their rooms; return the entry's id."""
    say("Adding the broker and its nodes as a user would.")
    entry_id = await add_broker(api, home.broker.port)
    await add_nodes(api, entry_id, home.nodes)
    macs = [node.mac.hex(":") for node in home.nodes + home.wifi_nodes]
    await make_rooms(api, macs, 3 * interval)
    return entry_id
