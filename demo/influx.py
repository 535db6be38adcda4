"""An InfluxDB for the demo, set up in Home Assistant as a user does it."""

import asyncio
from pathlib import Path

from .adopt import ENTRIES, FLOWS
from .api import Api, ApiError
from .hass import REPOSITORY
from .servers import InfluxDB

DATABASE = "home"
BLOCK = REPOSITORY / "examples/influxdb/configuration.yaml"
COUNT = 'SELECT COUNT("value") FROM /.*/ WHERE "node" != \'\''
FIRST_LOOK_SECONDS, LOOK_SECONDS = 5, 60


def influxdb(config: Path) -> InfluxDB:
    """Return a server whose data lies beside the configuration."""
    return InfluxDB(config / "influxdb")


async def add_influxdb(api: Api, server: InfluxDB, config: Path) -> None:
    """Add Home Assistant's InfluxDB integration for a server that runs."""
    server.query(f"CREATE DATABASE {DATABASE}")
    for entry in await api.get(f"{ENTRIES}?domain=influxdb"):
        # Of an earlier run, when the server had another port.
        await api.delete(f"{ENTRIES}/{entry['entry_id']}")
    # Not earlier: without an entry Home Assistant takes the block for a server on its usual port.
    with (config / "configuration.yaml").open("a") as configuration:
        configuration.write(BLOCK.read_text())
    menu = await api.post(FLOWS, {"handler": "influxdb"})
    flow = f"{FLOWS}/{menu['flow_id']}"
    await api.post(flow, {"next_step_id": "configure_v1"})
    answers = {"url": server.url, "verify_ssl": False, "database": DATABASE}
    result = await api.post(flow, answers)
    if result["type"] != "create_entry":
        raise ApiError(f"the flow of InfluxDB answered {result.get('errors')}")


def points(server: InfluxDB) -> int:
    """Return how many of the nodes' readings are in the database."""
    series = server.query(COUNT, DATABASE)
    return sum(sum(row[1:]) for found in series for row in found["values"])


async def tell_points(server: InfluxDB) -> None:
    """Say now and then how many readings have arrived."""
    print(f"InfluxDB is at {server.url}, database {DATABASE}.", flush=True)
    await asyncio.sleep(FIRST_LOOK_SECONDS)
    while True:
        print(f"InfluxDB has {points(server)} readings of the nodes.", flush=True)
        await asyncio.sleep(LOOK_SECONDS)
