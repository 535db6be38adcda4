"""Giving each node the area of its name, so that the first page shows its room."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from .api import Api, Json
from .registry import devices_by_mac, states_by_mac

# What the first page shows beside an area's name.
SHOWN = ("temperature", "humidity")


async def make_rooms(api: Api, macs: Iterable[str], seconds: float) -> None:
    """Put nodes into areas, with their climate beside the areas' names if it comes in time.

    Entities come first: the id of one that appears in an area would begin with the area's name.
    """
    devices = await devices_by_mac(api)
    with suppress(TimeoutError):
        await asyncio.wait_for(_reported(api, devices.keys() & set(macs)), seconds)
    states = await states_by_mac(api)
    for mac in macs:
        area_id = await _area_of(api, devices[mac])
        climate = _climate(states[mac])
        await api.command("config/area_registry/update", area_id=area_id, **climate)


async def _reported(api: Api, macs: set[str]) -> None:
    """Return when every node has told its climate."""
    while True:
        states = await states_by_mac(api)
        if all(_climate(states[mac]) for mac in macs):
            return
        await asyncio.sleep(0.5)


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


def _climate(states: list[Json]) -> dict[str, str]:
    """Return the fields of an area's climate, empty as long as one is missing."""
    found = {
        f"{state['attributes']['device_class']}_entity_id": state["entity_id"]
        for state in states
        if state["attributes"].get("device_class") in SHOWN
    }
    return found if len(found) == len(SHOWN) else {}
