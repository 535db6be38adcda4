"""Home Assistant's registries, read for the nodes of a broker."""

from .api import Api, Json


async def devices_by_mac(api: Api) -> dict[str, Json]:
    """Return the broker's and nodes' devices, those that go by Wi-Fi among them."""
    return {
        mac: device
        for device in await api.command("config/device_registry/list")
        for mac in _macs(device)
    }


def _macs(device: Json) -> list[str]:
    """Return a device's MAC, none when it is not ours."""
    ours = [ident for domain, ident in device["identifiers"] if domain == "domotik"]
    if any(ident.startswith("domotik_") for _, ident in device["identifiers"]):
        ours += [mac for kind, mac in device["connections"] if kind == "mac"]
    return ours


async def states_by_mac(api: Api) -> dict[str, list[Json]]:
    """Return the states of each device's entities."""
    macs = {device["id"]: mac for mac, device in (await devices_by_mac(api)).items()}
    states = {state["entity_id"]: state for state in await api.get("/api/states")}
    found: dict[str, list[Json]] = {mac: [] for mac in macs.values()}
    for entity in await api.command("config/entity_registry/list"):
        if entity["device_id"] in macs and entity["entity_id"] in states:
            found[macs[entity["device_id"]]].append(states[entity["entity_id"]])
    return found
