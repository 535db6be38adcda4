"""The rooms of the demo that go by Wi-Fi: their server, and the users it knows."""

from pathlib import Path
from secrets import token_urlsafe

from simulator.home import node_mac
from simulator.plan import WifiPlan

from .adopt import ENTRIES, FLOWS
from .api import Api, ApiError
from .mosquitto import GuardedMosquitto

USER = "homeassistant"
NODES = 2
NO_TLS = {"set_client_cert": False, "set_ca_cert": "off"}


def mosquitto(folder: Path, first: int) -> GuardedMosquitto:
    """Return a server that knows Home Assistant and the nodes from the first on."""
    users = [USER, *(node_mac(first + place).hex() for place in range(NODES))]
    return GuardedMosquitto(folder, {user: token_urlsafe() for user in users})


def wifi_plan(server: GuardedMosquitto) -> WifiPlan:
    """Return the nodes that go to a server."""
    mqtt: dict[str, str | int] = {"host": "127.0.0.1", "port": server.port}
    return WifiPlan(NODES, mqtt, passwords=server.passwords)


async def add_mqtt(api: Api, server: GuardedMosquitto) -> None:
    """Add Home Assistant's MQTT integration for a server that runs."""
    for entry in await api.get(f"{ENTRIES}?domain=mqtt"):
        # Of an earlier run, when the server had another port.
        await api.delete(f"{ENTRIES}/{entry['entry_id']}")
    form = await api.post(FLOWS, {"handler": "mqtt"})
    answers = {"broker": "127.0.0.1", "port": server.port, "other_settings": NO_TLS}
    answers |= {"username": USER, "password": server.passwords[USER]}
    result = await api.post(f"{FLOWS}/{form['flow_id']}", answers)
    if result["type"] != "create_entry":
        raise ApiError(f"the flow of MQTT answered {result.get('errors')}")
