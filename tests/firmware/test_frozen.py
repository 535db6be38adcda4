"""The early-boot hook of a frozen image: a wake goes to the node, whatever else there is."""

import json

import pytest

from custom_components.domotik.protocol import wire
from simulator.ether import Frame
from simulator.plan import FIRMWARE
from tests.simulator.bench import Bench

from .desk import FOLDERS

pytestmark = pytest.mark.usefixtures("socket_enabled")

SETTINGS = {"interval": 1, "heartbeat": 1, "sensors": []}
# What a real image mounts a file system with is not here, and must not be wanted on a wake.
HOOK = f"""
import machine
if machine.reset_cause() != machine.DEEPSLEEP_RESET:
    machine.deepsleep(1)
exec(open("{FIRMWARE / "frozen" / "_boot.py"}").read())
"""


async def test_a_frozen_node_looks_and_sleeps_without_a_file_system(bench: Bench) -> None:
    """Its settings come from NVS; each look ends in deep sleep again."""
    heard: list[Frame] = []
    bench.ether.taps.append(heard.append)
    board = bench.board()
    board.nvs.write("domotik", "settings", json.dumps(SETTINGS).encode())
    node = bench.launch(HOOK, board, FOLDERS)
    await bench.until(lambda: node.wakes == 4)
    assert {frame.message[0] & 0x0F for frame in heard} == {wire.PROBE}
    assert (bench.said(node), node.crashes) == ("", [])
