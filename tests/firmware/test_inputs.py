"""Buttons and contacts: they wake a sleeping node, and say what happened."""

import asyncio

import pytest

from custom_components.domotik.protocol import wire
from simulator.node import Node
from simulator.plan import Plan, Wiring

from .host import Host
from .readings import newest

pytestmark = pytest.mark.usefixtures("socket_enabled")

BUTTON = 4
DOOR = 13
INPUTS = (
    {"chip": "button", "pin": BUTTON, "level": 0},
    {"chip": "contact", "pin": DOOR, "level": 1, "kind": "door", "pull": True},
)


@pytest.fixture(params=[{"power": "battery"}, {"power": "mains"}], ids=["asleep", "on mains"])
def plan(request: pytest.FixtureRequest) -> Plan:
    """Return the plan of a node that looks every hour, with a button and a shut door."""
    return Plan(
        nodes=1,
        interval=3600,
        reset_on_open=False,
        boot_seconds=0,
        wiring=Wiring(more=INPUTS),
        settings=request.param,
    )


@pytest.fixture
async def resting(node: Node, host: Host) -> Host:
    """Return the host when the node has reported once, the door shut, and rests."""
    node.board.inputs.switch(DOOR, 0)
    await host.frames(1)
    await asyncio.sleep(0.3)
    return host


async def press(node: Node, seconds: float) -> None:
    """Press the button for a time."""
    node.board.inputs.switch(BUTTON, 0)
    await asyncio.sleep(seconds)
    node.board.inputs.switch(BUTTON, None)


async def test_a_press_is_told_at_once(resting: Host, node: Node) -> None:
    """The node wakes for it, an hour before its next look."""
    await press(node, 0.15)
    assert (await newest(resting, 2))[wire.BUTTON] == wire.PRESS


async def test_a_long_press_is_another_event(resting: Host, node: Node) -> None:
    """It is told while the button is still held."""
    node.board.inputs.switch(BUTTON, 0)
    assert (await newest(resting, 2))[wire.BUTTON] == wire.LONG_PRESS


async def test_a_door_wakes_the_node_both_ways(resting: Host, node: Node) -> None:
    """Open, then shut, each told at once."""
    node.board.inputs.switch(DOOR, 1)
    opened = await newest(resting, 2)
    node.board.inputs.switch(DOOR, 0)
    shut = await newest(resting, 3)
    assert (opened[wire.DOOR], shut[wire.DOOR]) == (1, 0)
    assert wire.BUTTON not in opened
