"""What a wake costs: files that it imports, and how it waits."""

import time
from collections.abc import Callable

import pytest

from custom_components.domotik.protocol import wire
from simulator.board import Cause
from simulator.charge import USUAL_MHZ
from simulator.chips.bh1750 import Bh1750
from simulator.node import Node
from tests.simulator.bench import Bench

from .desk import FOLDERS, Desk
from .host import Host
from .readings import objects, samples

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
ONE_TIME = b"\x20"  # the light sensor's command
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


async def test_a_frequency_counts_in_what_the_board_draws(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sleep apart, the CPU is all that draws."""
    board = bench.board()
    clocked: list[int] = []
    monkeypatch.setattr(board.meter, "clock", lambda mhz, _now: clocked.append(mhz))
    await bench.run("import node\nnode.set_frequency(80_000_000)\n", board, FOLDERS)
    assert clocked == [USUAL_MHZ, 80]


def watch(chip: object, note: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Note whenever a light sensor begins a conversion."""
    assert isinstance(chip, Bh1750)
    carry_out = chip.write

    def write(content: bytes) -> None:
        if content == ONE_TIME:
            note()
        carry_out(content)

    monkeypatch.setattr(chip, "write", write)


async def test_slow_conversions_run_at_the_same_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second begins before the first can have ended."""
    desk = Desk(bench)
    chips = [{"chip": "bh1750", "scl": 26, "sda": 25, "address": at} for at in (0x23, 0x5C)]
    began: list[float] = []
    for chip in desk.solder(*chips):
        watch(chip, lambda: began.append(time.monotonic()), monkeypatch)
    [(read, faults)] = await desk.looks(*chips)
    assert (len(read), faults) == (2, 0)
    assert began[1] - began[0] < 0.15


async def test_sensors_are_read_before_the_radio_is_on(
    host: Host, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The radio draws more than all else."""
    on: list[bool] = []
    watch(node.bh1750, lambda: on.append(node.board.radio.on), monkeypatch)
    await host.frames(3)
    assert set(on) == {False}


async def test_a_node_tells_how_it_is_doing(host: Host) -> None:
    """In its first sample and every twelfth: time awake, failures, why it started."""
    told = objects(samples((await host.frames(1))[0])[-1][2])
    assert (told[wire.RESET_CAUSE], told[wire.SEND_FAILURES]) == (Cause.POWER_ON, 0)
    assert wire.AWAKE in told
