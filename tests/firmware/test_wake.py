"""What a wake costs: files that it imports, and how it waits."""

import pytest

from simulator.node import Node
from tests.simulator.bench import Bench

from .desk import FOLDERS
from .host import Host

pytestmark = pytest.mark.usefixtures("socket_enabled")

QUIET = """
import sys
import node
from measure import Sensors
from store import Store
stored = dict(node.DEFAULTS, sensors=[])
store = Store()
store.keep(0, [])
store.sent[0] = True
store.save()
node.Node(stored, Sensors([])).wake()
print(" ".join(sorted(sys.modules)))
"""
NEEDED = {"applied", "bands", "epochs", "measure", "node", "start", "store", "wire"}
NEEDED |= {"settings", "version"}
# Of the firmware; what MicroPython has built in costs next to nothing.
OURS = {path.stem for folder in FOLDERS for path in folder.rglob("*.py")} - {"__init__"}


async def test_a_look_that_finds_nothing_new_imports_no_radio(bench: Bench) -> None:
    """Only what measures, compares and keeps."""
    imported = (await bench.run(QUIET, folders=FOLDERS)).split()
    assert set(imported) & OURS == NEEDED


async def test_a_wake_dozes_while_sensors_convert(
    host: Host, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The light sensor's 180 ms cost as good as nothing."""
    await host.frames(1)
    dozed: list[bool] = []
    monkeypatch.setattr(node.board.meter, "doze", lambda on, _now: dozed.append(on))
    await host.frames(3)
    assert dozed[:2] == [True, False]


async def test_a_frequency_that_the_chip_lacks_is_told(bench: Bench) -> None:
    """And the node goes on."""
    script = "import node\nnode.set_frequency(77_000_000)\n"
    assert "cpu_mhz: frequency must be" in await bench.run(script, folders=FOLDERS)
