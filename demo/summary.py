"""Adding an e-ink display that draws to a file, with a yesterday to show."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator.node import Node

from .adopt import SUBENTRY_FLOWS, submit
from .api import Api, ApiError, Json
from .registry import states_by_mac

NAME = "Hall display"
HOURS = 26
SAMPLES = 12
IMPORT_LOOKS = 600
PANEL = {"name": NAME, "backend": "file", "model": "2in13b_v4", "rotation": "0"}
CONTENT = {
    "rooms": [],
    "large": "temperature",
    "show_trend": True,
    "interval": 3,
    "limits": {"humidity_high": 70, "co2_high": 1400},
}


async def add_display(api: Api, entry_id: str, config: Path, nodes: Iterable[Node]) -> Path:
    """Return the file of the display, added unless it is there."""
    path = config / "www" / "domotik.png"
    added = await api.command("config_entries/subentries/list", entry_id=entry_id)
    if not any(subentry["subentry_type"] == "display" for subentry in added):
        path.parent.mkdir(exist_ok=True)
        await _remember_yesterday(api, nodes)
        await _add(api, entry_id, path)
    return path


async def _add(api: Api, entry_id: str, path: Path) -> None:
    """Add the display as a user does."""
    form = await api.post(SUBENTRY_FLOWS, {"handler": [entry_id, "display"]})
    flow = f"{SUBENTRY_FLOWS}/{form['flow_id']}"
    await api.post(flow, PANEL)
    await api.post(flow, {"path": str(path)})
    await submit(api, SUBENTRY_FLOWS, form, CONTENT)


async def _remember_yesterday(api: Api, nodes: Iterable[Node]) -> None:
    """Let the recorder know the last day of the simulated rooms, which began long before."""
    states = await states_by_mac(api)
    for node in nodes:
        for state in states[node.mac.hex(":")]:
            if state["attributes"].get("device_class") == "temperature":
                await _import(api, state["entity_id"], _yesterday(node))


async def _import(api: Api, entity_id: str, rows: list[Json]) -> None:
    """Give the recorder rows of an hour, and wait until it has written them."""
    metadata = {
        "source": "recorder",
        "statistic_id": entity_id,
        "name": None,
        "unit_class": "temperature",
        "unit_of_measurement": "°C",
        "mean_type": 1,  # arithmetic
        "has_sum": False,
    }
    await api.command("recorder/import_statistics", metadata=metadata, stats=rows)
    wanted = {"statistic_ids": [entity_id], "period": "hour", "start_time": rows[-1]["start"]}
    for _ in range(IMPORT_LOOKS):
        if await api.command("recorder/statistics_during_period", **wanted):
            return
        await asyncio.sleep(0.1)
    raise ApiError(f"the recorder did not take yesterday's values of {entity_id}")


def _yesterday(node: Node) -> list[Json]:
    """Return what a perfect sensor would have read, hour by hour, up to the last whole hour."""
    now = datetime.now(UTC)
    hour = now.replace(minute=0, second=0, microsecond=0)
    return [_row(node, now, hour - timedelta(hours=back)) for back in range(1, HOURS)]


def _row(node: Node, now: datetime, start: datetime) -> Json:
    """Return the row of the hour that starts then."""
    ago = (now - start).total_seconds()
    values = [node.truth(ago - 3600 * part / SAMPLES)["temperature"] for part in range(SAMPLES)]
    mean = sum(values) / SAMPLES
    return {"start": start.isoformat(), "mean": mean, "min": min(values), "max": max(values)}
