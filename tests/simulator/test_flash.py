"""The flash under a board's file system."""

from pathlib import Path

import pytest

from simulator.flash import Flash, PowerCut
from simulator.launcher import STOCK, Launcher, Program

from .bench import Bench

WRITE = """
with open("count.txt", "w") as file:
    file.write("one" * 500)
with open("main.py", "w") as file:
    file.write("print('main.py runs,', len(open('count.txt').read()))")
import machine
machine.reset()
"""


@pytest.fixture
def flash(tmp_path: Path) -> Flash:
    """Return an erased flash of two blocks."""
    made = Flash(blocks=2)
    made.lie_in(tmp_path / "flash.bin")
    return made


def read(flash: Flash) -> bytes:
    """Return all that a flash holds."""
    assert flash.file
    return flash.file.read_bytes()


def test_programming_only_clears_bits(flash: Flash) -> None:
    flash.program(0, b"\x0f")
    flash.program(0, b"\xf3")
    assert read(flash)[:2] == b"\x03\xff"


def test_erasing_sets_the_bits_of_one_block(flash: Flash) -> None:
    flash.program(4095, b"\0\0")
    flash.erase(0)
    assert read(flash)[4095:4097] == b"\xff\0"


def test_a_power_cut_ends_a_write_at_its_byte(flash: Flash) -> None:
    flash.cut_after = 3
    with pytest.raises(PowerCut):
        flash.program(0, b"\0\0\0\0\0")
    assert read(flash)[:5] == b"\0\0\0\xff\xff"


def test_the_power_is_back_after_a_cut(flash: Flash) -> None:
    flash.cut_after = 0
    with pytest.raises(PowerCut):
        flash.erase(0)
    flash.program(0, b"\0")
    assert (read(flash)[0], flash.written) == (0, 1)


async def test_files_outlive_a_reset(bench: Bench, tmp_path: Path) -> None:
    launcher = await stock(bench, tmp_path)
    await bench.says(launcher, "main.py runs, 1500")


async def stock(bench: Bench, folder: Path) -> Launcher:
    """Return a board that was told to write files and run them."""
    flash = folder / "stock"
    flash.mkdir()
    launcher = bench.attach(Launcher(bench.board(), bench.bus, Program(STOCK), flash))
    await bench.says(launcher, ">>> ")
    launcher.uart.receive(b"\x01" + WRITE.encode() + b"\x04")
    await bench.says(launcher, "main.py runs")
    return launcher
