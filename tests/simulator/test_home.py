"""A whole home, with the real firmware or with stand-ins for it."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.ether import Frame
from simulator.home import BoardCrashed, Home
from simulator.i2c import Failure
from simulator.node import RESOLUTION
from simulator.plan import Plan, name_of
from simulator.reports import ROOT

from .bench import Bench
from .host import Host

IDLE = "import time\nwhile True: time.sleep(1)\n"


@pytest.fixture
def firmware(tmp_path: Path) -> Callable[..., Plan]:
    """Return a function that plans a home whose boards run small programs."""

    def plan(*, node: str = IDLE, broker: str = IDLE, **options: object) -> Plan:
        for role, program in (("node", node), ("broker", broker)):
            (tmp_path / role).mkdir()
            (tmp_path / role / "main.py").write_text(program)
        return Plan(firmware=tmp_path, boot_seconds=0, **options)  # type: ignore[arg-type]

    return plan


def open_files() -> set[str]:
    """Return what this process has open."""
    # The folder's own descriptor is gone when its entries are looked at.
    entries = [entry for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()]
    return {f"{entry.name} {entry.readlink()}" for entry in entries}


def children() -> set[str]:
    """Return the ids of this process's children."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


async def test_the_real_firmware_looks_for_its_broker(bench: Bench) -> None:
    home = Home(Plan(nodes=1))
    seen: list[Frame] = []
    home.ether.taps.append(seen.append)
    async with home:
        await bench.until(lambda: len({frame.source for frame in seen}) == 2)


async def test_the_real_firmware_measures_the_room(bench: Bench) -> None:
    async with Home(Plan(nodes=1)) as home:
        node = home.nodes[0]
        await bench.until(lambda: len(node.sampled()) == len(RESOLUTION))
        sampled, truth = node.sampled(), node.truth()
        off = {
            name for name, step in RESOLUTION.items() if abs(sampled[name] - truth[name]) > step
        }
    assert off == set()


async def test_a_home_leaves_nothing_behind(bench: Bench, firmware: Callable[..., Plan]) -> None:
    before = open_files() | children()
    async with Home(firmware(nodes=3)) as home:
        await bench.until(lambda: all(launcher.wakes for launcher in home.launchers))
    # The loop closes the pipes of a process that has just ended in a turn of its own.
    await bench.until(lambda: open_files() | children() <= before)


async def test_a_home_stopped_while_it_starts_leaves_nothing_behind(
    bench: Bench, firmware: Callable[..., Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = asyncio.Event()
    spawn = asyncio.create_subprocess_exec

    async def slowly(*arguments: Any, **options: Any) -> asyncio.subprocess.Process:
        starts.set()
        await asyncio.sleep(0.05)
        return await spawn(*arguments, **options)

    monkeypatch.setattr("asyncio.create_subprocess_exec", slowly)
    before = open_files() | children()
    async with Home(firmware(nodes=0)):
        await starts.wait()
    await bench.until(lambda: open_files() | children() <= before)


async def test_the_ports_name_is_gone_with_the_home(firmware: Callable[..., Plan]) -> None:
    async with Home(firmware(nodes=0)) as home:
        port = home.broker.console.link
    assert not port.is_symlink()


async def test_a_crash_fails_the_home(bench: Bench, firmware: Callable[..., Plan]) -> None:
    home = Home(firmware(nodes=1, node="1 / 0"))
    with pytest.raises(BoardCrashed, match="Living room: Traceback"):
        async with home:
            await bench.until(lambda: bool(home.crashes))


async def test_an_unplugged_broker_has_no_power(
    bench: Bench, firmware: Callable[..., Plan]
) -> None:
    async with Home(firmware(nodes=0)) as home:
        await bench.until(lambda: home.broker.board.awake)
        home.broker.unplug()
        await bench.until(lambda: not home.broker.board.awake)
        home.broker.plug()
        await bench.until(lambda: home.broker.launcher.wakes == 2)


async def test_opening_the_brokers_port_resets_it(
    bench: Bench, firmware: Callable[..., Plan]
) -> None:
    async with Home(firmware(nodes=0)) as home:
        await bench.until(lambda: home.broker.launcher.wakes == 1)
        host = Host(home.broker.console.link)
        await bench.until(lambda: home.broker.launcher.wakes == 2)
        host.close()


async def test_flash_is_kept_between_runs(
    bench: Bench, firmware: Callable[..., Plan], tmp_path: Path
) -> None:
    count = """
from esp32 import NVS
nvs = NVS("domotik")
try:
    nvs.set_i32("epoch", nvs.get_i32("epoch") + 1)
except OSError:
    nvs.set_i32("epoch", 1)
import time
time.sleep(100)
"""
    (tmp_path / "kept").mkdir()
    plan = firmware(nodes=1, node=count, folder=tmp_path / "kept")
    for run in (1, 2):
        async with Home(plan) as home:
            nvs = home.nodes[0].board.nvs
            await bench.until(lambda nvs=nvs: ("domotik", "epoch") in nvs.writes)  # type: ignore[misc]
            assert nvs.number("domotik", "epoch") == run


async def test_the_same_seed_is_the_same_home(firmware: Callable[..., Plan]) -> None:
    plan = firmware(nodes=3, seed=5)
    homes = [Home(plan), Home(plan)]
    boards = []
    for home in homes:
        async with home:
            boards.append([(node.mac, node.board.drift, node.name) for node in home.nodes])
    assert boards[0] == boards[1]


async def test_the_firmware_refuses_none_of_the_settings(bench: Bench) -> None:
    home = Home(Plan(nodes=1, interval=1))
    printed: dict[str, bytearray] = {"broker": bytearray(), "node": bytearray()}
    async with home:
        home.broker.launcher.uart.sink = printed["broker"].extend
        home.nodes[0].launcher.uart.sink = printed["node"].extend
        await bench.until(lambda: home.nodes[0].wakes > 1)
        assert home.broker.board.nvs.blob("domotik", "settings")
    assert b"settings:" not in printed["broker"] + printed["node"]


async def test_an_empty_battery_ends_it(bench: Bench, firmware: Callable[..., Plan]) -> None:
    hourly = "import machine; machine.deepsleep(3600_000)"
    async with Home(firmware(nodes=1, node=hourly, scale=200_000)) as home:
        node = home.nodes[0]
        node.battery.capacity_mah = 0.5
        await bench.until(lambda: not node.board.supplied())
        wakes = node.wakes
        await asyncio.sleep(0.2)
        assert node.wakes <= wakes + 1


async def test_a_new_battery_starts_it_again(bench: Bench, firmware: Callable[..., Plan]) -> None:
    async with Home(firmware(nodes=1)) as home:
        node = home.nodes[0]
        node.board.supplied = lambda: node.battery.left > 0.99
        await bench.until(lambda: node.launcher.waits)
        node.replace_battery()
        await bench.until(lambda: node.wakes == 1)


async def test_simulated_days_pass_in_seconds(bench: Bench, firmware: Callable[..., Plan]) -> None:
    hourly = "import machine; machine.deepsleep(3600_000)"
    async with Home(firmware(nodes=1, node=hourly, scale=100_000)) as home:
        node = home.nodes[0]
        await bench.until(lambda: node.wakes > 4)
        assert node.board.seconds() > 4 * 3600


async def test_the_command_stops_at_ctrl_c(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "simulator", "--nodes", "1", "--folder", tmp_path)
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout
    async with asyncio.timeout(10):
        await process.stdout.readuntil(b"Living room  starts")
        process.send_signal(signal.SIGINT)
        await process.communicate()
    assert (process.returncode, (tmp_path / "broker").is_symlink()) == (0, False)


async def test_a_chip_can_fail(bench: Bench, firmware: Callable[..., Plan]) -> None:
    scan = """
from machine import Pin, SoftI2C
print(SoftI2C(scl=Pin(26), sda=Pin(25)).scan())
import time
time.sleep(100)
"""
    home = Home(firmware(nodes=1, node=scan))
    async with home:
        printed = bytearray()
        home.nodes[0].launcher.uart.sink = printed.extend
        home.nodes[0].bme280.failure = Failure.ABSENT
        await bench.until(lambda: b"[]" in printed)


def test_rooms_beyond_the_named_ones_are_numbered() -> None:
    assert [name_of(0), name_of(3), name_of(10)] == ["Living room", "Bathroom", "Room 11"]
