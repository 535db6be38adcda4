"""Adding the broker and its nodes through the flows that a user clicks through."""

import asyncio
from collections.abc import Iterable

from .api import Api, ApiError, Json

FLOWS = "/api/config/config_entries/flow"
SUBENTRY_FLOWS = "/api/config/config_entries/subentries/flow"
ENTRIES = "/api/config/config_entries/entry"
HEARD_SECONDS = 60


async def add_broker(api: Api, port: str) -> str:
    """Return the entry of the broker on a port, added unless it is there."""
    entries = await api.get(f"{ENTRIES}?domain=domotik")
    if entries:
        return str(entries[0]["entry_id"])
    form = await api.post(FLOWS, {"handler": "domotik"})
    result = await _submit(api, FLOWS, form, {"device": port})
    return str(result["result"]["entry_id"])


async def _submit(api: Api, flows: str, form: Json, answers: dict[str, object]) -> Json:
    """Answer a form that must then be done; ApiError tells what it complained of."""
    result = await api.post(f"{flows}/{form['flow_id']}", answers)
    if result["type"] != "create_entry":
        raise ApiError(f"the flow answered {result.get('errors') or result.get('reason')}")
    return result


async def known_nodes(api: Api) -> set[str]:
    """Return the MACs of nodes added in earlier runs."""
    entries = await api.command("config_entries/get")
    known: set[str] = set()
    for entry in entries:
        if entry["domain"] == "domotik":
            known |= await _node_macs(api, entry["entry_id"])
    return known


async def _node_macs(api: Api, entry_id: str) -> set[str]:
    """Return the MACs of one broker's nodes."""
    devices = await api.command("config/device_registry/list")
    return {
        identifier[1]
        for device in devices
        if entry_id in device["config_entries"]
        for identifier in device["identifiers"]
    }


async def add_nodes(api: Api, entry_id: str, nodes: Iterable[tuple[str, str]]) -> None:
    """Add (MAC, name) nodes, each as soon as the broker has heard it."""
    known = await known_nodes(api)
    for mac, name in nodes:
        if mac not in known:
            await _add_node(api, entry_id, mac, name)


async def _add_node(api: Api, entry_id: str, mac: str, name: str) -> None:
    """Choose a node from the list of those heard, and name it."""
    for _ in range(HEARD_SECONDS):
        form = await api.post(SUBENTRY_FLOWS, {"handler": [entry_id, "node"]})
        if mac in _choices(form):
            await _submit(api, SUBENTRY_FLOWS, form, {"mac": mac, "name": name})
            return
        await asyncio.sleep(1)
    raise ApiError(f"the broker has not heard {name} ({mac}) in {HEARD_SECONDS} s")


def _choices(form: Json) -> set[str]:
    """Return the MACs that a form offers."""
    return {
        str(option["value"])
        for field in form["data_schema"]
        for option in field.get("selector", {}).get("select", {}).get("options", [])
    }


async def put_into_areas(api: Api, entry_id: str) -> None:
    """Give each node the area of its name, as one does to see rooms on the first page."""
    areas = {area["name"].lower(): area for area in await api.command("config/area_registry/list")}
    for device in await api.command("config/device_registry/list"):
        if entry_id in device["config_entries"] and device["via_device_id"]:
            name = device["name_by_user"] or device["name"]
            area = areas.get(name.lower()) or await _new_area(api, name)
            await api.command(
                "config/device_registry/update",
                device_id=device["id"],
                area_id=device["area_id"] or area["area_id"],
            )


async def _new_area(api: Api, name: str) -> Json:
    """Return a new area."""
    area: Json = await api.command("config/area_registry/create", name=name)
    return area
