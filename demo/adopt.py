"""Adding the broker and its nodes through the flows that a user clicks through."""

import asyncio
from collections.abc import Iterable

from simulator.node import Node

from .api import Api, ApiError, Json
from .registry import devices_by_mac

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
    result = await submit(api, FLOWS, form, {"device": port})
    return str(result["result"]["entry_id"])


async def submit(api: Api, flows: str, form: Json, answers: dict[str, object]) -> Json:
    """Answer a form that must then be done; ApiError tells what it complained of."""
    result = await api.post(f"{flows}/{form['flow_id']}", answers)
    if result["type"] != "create_entry":
        raise ApiError(f"the flow answered {result.get('errors') or result.get('reason')}")
    return result


async def add_nodes(api: Api, entry_id: str, nodes: Iterable[Node]) -> None:
    """Add nodes that earlier runs have not, as soon as the broker hears them."""
    known = await devices_by_mac(api)
    for node in nodes:
        if node.mac.hex(":") not in known:
            await _add_node(api, entry_id, node)


async def _add_node(api: Api, entry_id: str, node: Node) -> None:
    """Choose a node from the list of those heard; tell its name, and its key if it has one."""
    mac = node.mac.hex(":")
    secret = {"key": node.key.hex()} if node.key else {"unencrypted": True}
    answers = {"mac": mac, "name": node.name, **secret}
    for _ in range(HEARD_SECONDS):
        form = await api.post(SUBENTRY_FLOWS, {"handler": [entry_id, "node"]})
        if mac in _choices(form):
            await submit(api, SUBENTRY_FLOWS, form, answers)
            return
        await asyncio.sleep(1)
    raise ApiError(f"the broker has not heard {node.name} ({mac}) in {HEARD_SECONDS} s")


def _choices(form: Json) -> set[str]:
    """Return the MACs that a form offers."""
    return {
        str(option["value"])
        for field in form["data_schema"]
        for option in field.get("selector", {}).get("select", {}).get("options", [])
    }
