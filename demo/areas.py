"""Giving each node the area of its name, so that the first page shows its room."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from .api import Api, Json
from .registry import devices_by_mac, states_by_mac

# What the first page shows beside an area's name.
SHOWN = ("temperature", "humidity")


async def make_rooms(api: Api, macs: Iterable[str], seconds: float) -> None:
    """Put nodes into areas, and their climate beside the areas' names once it has come."""
    devices = await devices_by_mac(api)
    areas = {mac: await _area_of(api, devices[mac]) for mac in macs}
    with suppress(TimeoutError):
        await asyncio.wait_for(_show_climate(api, areas), seconds)


async def _area_of(api: Api, device: Json) -> str:
    """Return the id of a device's area, made and assigned if need be."""
    if device["area_id"]:
        return str(device["area_id"])
    areas = await api.command("config/area_registry/list")
    named = [area for area in areas if area["name"].lower() == device["name"].lower()]
    area = named[0] if named else await _new_area(api, device["name"])
    update = {"device_id": device["id"], "area_id": area["area_id"]}
    await api.command("config/device_registry/update", **update)
    return str(area["area_id"])


async def _new_area(api: Api, name: str) -> Json:
    """Return a new area."""
    area: Json = await api.command("config/area_registry/create", name=name)
    return area


async def _show_climate(api: Api, areas: dict[str, str]) -> None:
    """Name the entities of each area's climate, when all nodes have reported."""
    while True:
        states = await states_by_mac(api)
        climates = {areas[mac]: _climate(states[mac]) for mac in areas}
        if all(climates.values()):
            break
        await asyncio.sleep(0.5)
    for area_id, climate in climates.items():
        await api.command("config/area_registry/update", area_id=area_id, **climate)


def _climate(states: list[Json]) -> dict[str, str]:
    """Return the fields of an area's climate, empty as long as one is missing."""
    found = {
        f"{state['attributes']['device_class']}_entity_id": state["entity_id"]
        for state in states
        if state["attributes"].get("device_class") in SHOWN
    }
    return found if len(found) == len(SHOWN) else {}
