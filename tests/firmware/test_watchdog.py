"""The watchdog of a node: it ends a look that hangs, and leaves a working node alone."""

import json

import pytest

from simulator.board import Board
from tests.simulator.bench import Bench

from .desk import FOLDERS

pytestmark = pytest.mark.usefixtures("socket_enabled")

SETTINGS = {"interval": 1, "heartbeat": 1, "console": 0, "sensors": []}
HANGS = """
import machine
print("start", machine.reset_cause())
import measure
import node
node.WATCHDOG_MS = 200
def look(self):
    while True:
        pass
measure.Sensors.look = look
node.main()
"""
WORKS = """
import machine
print("start", machine.reset_cause())
import measure
import node
node.WATCHDOG_MS = 700
node.Node.wake = lambda self: print("looked") or 1
node.main()
"""


def settled(bench: Bench, power: str) -> Board:
    """Return a board with a node's settings."""
    board = bench.board()
    board.nvs.write("domotik", "settings", json.dumps(SETTINGS | {"power": power}).encode())
    return board


@pytest.mark.parametrize("power", ["battery", "mains"])
async def test_a_look_that_hangs_is_ended(bench: Bench, power: str) -> None:
    """After the console, before the first look: no later than that can it begin."""
    node = bench.launch(HANGS, settled(bench, power), FOLDERS)
    await bench.says(node, "start 3")


async def test_a_node_that_waits_between_its_looks_is_left_alone(bench: Bench) -> None:
    """It waits longer than the watchdog does."""
    node = bench.launch(WORKS, settled(bench, "mains"), FOLDERS)
    await bench.until(lambda: bench.said(node).count("looked") == 3)
    assert bench.said(node).count("start") == 1
