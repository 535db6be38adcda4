"""What a new user does, step by step; each ends by seeing that it worked."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from demo.adopt import ENTRIES
from demo.api import Api, Json
from demo.registry import states_by_mac
from demo.summary import add_display
from simulator.home import Home
from simulator.node import Node

from .browser import FrontEnd
from .dashboard import PATH, entry_of, make_dashboard

STATISTICS = "/api/services/domotik/link_statistics?return_response"
INTEGRATION = "/config/integrations/integration/domotik"
NEVER = "2000-01-01T00:00:00Z"
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Walk:
    """What the user has: a browser, a home, a second broker in a drawer, the configuration."""

    front: FrontEnd
    api: Api
    home: Home
    spare: Home
    folder: Path


async def add_integration(walk: Walk) -> None:
    """Add the broker; it is not plugged in at first."""
    front, broker = walk.front, walk.home.broker
    broker.unplug()
    await front.open("/config/integrations/dashboard")
    await front.press("Add integration")
    await front.sees("Select brand")
    await front.page.keyboard.type("Domotik")
    await front.choose("Domotik")
    await front.type_port(broker.port)
    await front.press("Submit")
    await front.sees("There is no such port. Is the broker plugged in?")
    broker.plug()
    await front.press("Submit")
    await front.sees("Add a node")


async def add_node_from_list(walk: Walk) -> None:
    """Add a node that the broker hears, from the list."""
    front, node = walk.front, walk.home.nodes[0]
    # The first dialog led on to this form before the broker had heard anything.
    await front.press("Close", last=True)
    await front.open(INTEGRATION)
    await _open_form_with(walk, node)
    await front.picture("add-node")
    await front.choose_part(_label(node))
    await front.fill("Name", "Cellar")
    await front.fill("Key", node.key.hex())
    await front.press("Submit")
    await front.press("Finish")
    await _reports(walk, node)


async def add_node_by_pairing_text(walk: Walk) -> None:
    """Add a node by the text that the flash command prints."""
    front, node = walk.front, walk.home.nodes[1]
    await front.press("Add node")
    text = f"domotik:{node.mac.hex(':').upper()}:{node.key.hex()}:Bedroom"
    await front.pick("Node *", text)
    await front.press("Submit")
    await front.press("Finish")
    await _reports(walk, node)
    await front.sees("Bedroom")


async def rename_node(walk: Walk) -> None:
    """Call a node something else, in its own menu."""
    front = walk.front
    await front.open(INTEGRATION)
    # Nodes are listed by name: this is the Cellar's.
    await front.press("Change node", last=True)
    await front.choose("Name and key")
    await front.sees("Leave the key empty to keep it.")
    await front.fill("Name", "Study")
    await front.press("Submit")
    await front.sees("Reconfiguration was successful")
    await front.press("Close", last=True)
    await front.sees("Study")


async def use_in_automation(walk: Walk) -> None:
    """Ask one node for a report whenever it gets warmer at the other one."""
    front = walk.front
    await front.choose("Study")
    await front.press("Add to…")
    await front.choose("Create as a new trigger")
    await front.choose_part("Temperature changed")
    await front.press("Add action")
    await front.page.keyboard.type("Request report")
    await front.choose("Domotik: Request report")
    await front.pick("Select a device", "Bedroom")
    await front.picture("automation")
    await front.press("Save")
    await front.sees("Add category")
    await front.page.keyboard.type("Look at the bedroom too")
    await front.press("Save", last=True)
    await _until(lambda: _wish_is_carried_out(walk))


async def download_diagnostics(walk: Walk) -> None:
    """Download what a bug report needs; no key is in it."""
    front, node = walk.front, walk.home.nodes[1]
    await _open_node(walk)
    text = await front.download("Download diagnostics")
    assert json.loads(text)["data"], text
    assert node.key.hex() not in text


async def show_dashboard(walk: Walk) -> None:
    """Add a display, and make a dashboard of all that there is; every card shows something."""
    front, api = walk.front, walk.api
    await add_display(api, await entry_of(api), walk.folder, walk.home.nodes)
    await asyncio.sleep(1)
    made = await make_dashboard(api)
    for place, view in reversed(list(enumerate(made["views"]))):
        await front.open(f"/{PATH}/{place}")
        for section in view["sections"]:
            await front.sees(section["cards"][0]["heading"])
        await front.picture("dashboard")
        assert not await front.page.locator("hui-error-card, hui-warning").count()


async def unplug_and_replug(walk: Walk) -> None:
    """Pull the broker's cable and put it back."""
    front, node, broker = walk.front, walk.home.nodes[1], walk.home.broker
    await _open_node(walk)
    broker.unplug()
    await front.sees("Unavailable")
    broker.plug()
    await _reports(walk, node)
    await front.picture("node")


async def replace_broker(walk: Walk) -> None:
    """Let the spare broker take the place of one that is broken."""
    front = walk.front
    walk.home.broker.unplug()
    await front.open(INTEGRATION)
    await front.choose_in_menu("Reconfigure")
    await front.sees("Change the port")
    await front.type_port(walk.spare.broker.port)
    await front.press("Submit")
    await front.sees("Replace the broker?")
    await front.picture("replace-broker")
    await front.press("Submit")
    await front.sees("The new broker has taken the old one's place.")
    await front.press("Close", last=True)
    for node in walk.home.nodes:
        await _reports(walk, node)


async def remove_integration(walk: Walk) -> None:
    """Delete the broker, and with it its nodes."""
    front = walk.front
    await front.open(INTEGRATION)
    await front.choose_in_menu("Delete")
    await front.sees("Delete")
    await front.press("Delete", last=True)
    await _until(lambda: _nothing_is_set_up(walk))


async def _open_node(walk: Walk) -> None:
    """Open the page of the node in the bedroom."""
    await walk.front.open(INTEGRATION)
    await walk.front.choose("Bedroom")


async def _open_form_with(walk: Walk, node: Node) -> None:
    """Press the node's reset button, and open the form anew until the node is listed in it."""
    front = walk.front
    node.board.press_reset()
    for _ in range(PATIENCE_SECONDS):
        await front.press("Add node")
        await front.choose("Node *")
        if await front.shows(_label(node)):
            return
        await front.page.keyboard.press("Escape")
        await front.press("Close", last=True)
    raise TimeoutError(f"The broker has not heard {node.name}")


def _label(node: Node) -> str:
    """Return how a node begins that is listed."""
    return node.mac.hex(":").upper()


async def _reports(walk: Walk, node: Node) -> None:
    """Wait until Home Assistant has another report of a node, and shows its temperature."""
    began = datetime.now(UTC)

    async def shown() -> bool:
        brokers = (await walk.api.post(STATISTICS, {}))["service_response"]["brokers"]
        seen = {node["mac"]: node["last_seen"] for broker in brokers for node in broker["nodes"]}
        last = seen.get(node.mac.hex(":")) or NEVER
        states = (await states_by_mac(walk.api)).get(node.mac.hex(":"), [])
        return datetime.fromisoformat(last) > began and _measured(states)

    await _until(shown)


def _measured(states: list[Json]) -> bool:
    """Tell whether one of a node's states is a temperature."""
    classes = {
        state["attributes"].get("device_class")
        for state in states
        if state["state"] not in ("unknown", "unavailable")
    }
    return "temperature" in classes


async def _wish_is_carried_out(walk: Walk) -> bool:
    """Tell whether a mailbox says so."""
    states = await walk.api.get("/api/states")
    return any(
        state["entity_id"].endswith("_mailbox") and state["state"] == "done" for state in states
    )


async def _nothing_is_set_up(walk: Walk) -> bool:
    """Tell whether no entry of the integration is left."""
    return not await walk.api.get(f"{ENTRIES}?domain=domotik")


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await true():
            await asyncio.sleep(0.2)


STEPS = (
    add_integration,
    add_node_from_list,
    add_node_by_pairing_text,
    rename_node,
    use_in_automation,
    download_diagnostics,
    show_dashboard,
    unplug_and_replug,
    replace_broker,
)
