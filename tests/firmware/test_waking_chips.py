"""Inputs on chips that differ in what ends their deep sleep."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from custom_components.domotik.protocol import wire
from simulator.node import Node
from simulator.plan import Plan, Wiring
from simulator.soc import ESP32, ESP32_C3, ESP32_C6, Soc

from .host import Host
from .readings import announced, newest

pytestmark = pytest.mark.usefixtures("socket_enabled")

BUTTON = {"chip": "button", "pin": 4, "level": 0}
DOOR = {"chip": "contact", "pin": 2, "kind": "door", "level": 1, "pull": True}


def asleep(soc: Soc, *inputs: Mapping[str, Any]) -> Plan:
    """Return the plan of a battery node that looks every hour."""
    return Plan(
        nodes=1,
        interval=3600,
        reset_on_open=False,
        boot_seconds=0,
        wiring=Wiring(more=inputs),
        soc=soc,
    )


@pytest.fixture
async def resting(node: Node, host: Host) -> Host:
    """Return the host when the node has reported once, the door shut, and sleeps."""
    node.board.inputs.switch(2, 0)
    await host.frames(1)
    await asyncio.sleep(0.3)
    return host


@pytest.mark.parametrize("plan", [asleep(ESP32_C6, BUTTON, DOOR), asleep(ESP32, BUTTON, DOOR)])
async def test_a_button_and_a_door_wake_a_chip_with_two_ways(resting: Host, node: Node) -> None:
    """The door is opened, which its pull-up tells, then the button pressed."""
    node.board.inputs.switch(2, None)
    opened = await newest(resting, 2)
    node.board.inputs.switch(4, 0)
    pressed = await newest(resting, 3)
    assert (opened[wire.DOOR], pressed[wire.BUTTON]) == (1, wire.LONG_PRESS)


@pytest.mark.parametrize("plan", [asleep(ESP32, BUTTON, DOOR)])
async def test_a_door_wakes_the_node_while_a_button_is_held(resting: Host, node: Node) -> None:
    """The pull-up of the contact is there all the time."""
    node.board.inputs.switch(4, 0)
    await newest(resting, 2)
    await asyncio.sleep(0.3)
    node.board.inputs.switch(2, None)
    assert (await newest(resting, 3))[wire.DOOR] == 1


@pytest.mark.parametrize("plan", [asleep(ESP32_C3, BUTTON, {**BUTTON, "pin": 5})])
async def test_two_buttons_wake_a_c3(host: Host, node: Node) -> None:
    """Both wait for the same level."""
    await host.frames(1)
    await asyncio.sleep(0.3)
    node.board.inputs.switch(5, 0)
    assert (await newest(host, 2))[wire.BUTTON] == wire.LONG_PRESS


@pytest.mark.parametrize("plan", [asleep(ESP32_C3, {**DOOR, "pull": False})])
async def test_a_door_with_a_resistor_of_its_own_wakes_a_c3_both_ways(
    resting: Host, node: Node
) -> None:
    """A strong one: the chip itself pulls the other way."""
    node.board.inputs.switch(2, 1)
    opened = await newest(resting, 2)
    await asyncio.sleep(0.3)
    node.board.inputs.switch(2, 0)
    assert (opened[wire.DOOR], (await newest(resting, 3))[wire.DOOR]) == (1, 0)


@pytest.mark.parametrize(
    ("plan", "refused"),
    [
        (asleep(ESP32, {**BUTTON, "pin": 5}), "button?pin"),
        (asleep(ESP32_C3, {**BUTTON, "pin": 6}), "button?pin"),
        (asleep(ESP32_C6, {**BUTTON, "pin": 8}), "button?pin"),
        (asleep(ESP32_C3, BUTTON, DOOR), "contact?chip"),
    ],
)
async def test_an_input_that_could_not_wake_the_board_is_refused(host: Host, refused: str) -> None:
    """The node goes on with what is right, and tells."""
    assert (await announced(host))[2].split(",")[-1] == refused
