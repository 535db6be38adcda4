"""The board's console: its FIFO, its input ring, Ctrl-C, and the port on the host."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from simulator.console import Console
from simulator.launcher import Launcher

from .bench import Bench
from .host import Host

type Open = Callable[[Launcher], Host]

READ_ALL = """
import select, sys
poller = select.poll()
poller.register(sys.stdin, select.POLLIN)
count = 0
while poller.poll(300):
    sys.stdin.buffer.read(1)
    count += 1
print("read", count)
"""


@pytest.fixture
async def consoles(tmp_path: Path) -> AsyncIterator[Callable[[Launcher], Console]]:
    """Return a function that gives a board a port at 115200 baud."""
    made: list[Console] = []

    def make(board: Launcher) -> Console:
        console = Console(board.uart, tmp_path / f"port{len(made)}")
        made.append(console)
        board.uart.boot_baud = 115200
        console.plug()
        return console

    yield make
    for console in made:
        console.unplug()


@pytest.fixture
async def connect(consoles: Callable[[Launcher], Console]) -> AsyncIterator[Open]:
    """Return a function that opens a new port of a board."""
    hosts: list[Host] = []

    def opened(board: Launcher) -> Host:
        host = Host(consoles(board).link)
        hosts.append(host)
        return host

    yield opened
    for host in hosts:
        host.close()


async def test_a_full_fifo_blocks_the_program(bench: Bench) -> None:
    script = """
import sys, time
time.sleep_ms(100)
began = time.ticks_ms()
for _ in range(10):
    sys.stdout.buffer.write(b"x" * 127 + b"\\n")
time.sleep_ms(1)
print("took", time.ticks_ms() - began)
"""
    board = bench.launch(script)
    board.uart.boot_baud = 115200
    took = int((await bench.says(board, ">>> ")).split("took ")[1].split()[0])
    # 1280 bytes at 11520 a second, less the FIFO and two writes that may be under way.
    assert 75 <= took < 400


async def test_what_fits_the_fifo_does_not_block(bench: Bench) -> None:
    script = """
import sys, time
time.sleep_ms(100)
began = time.ticks_ms()
sys.stdout.buffer.write(b"x" * 127 + b"\\n")
time.sleep_ms(1)
print("took", time.ticks_ms() - began)
"""
    board = bench.launch(script)
    board.uart.boot_baud = 4800
    took = int((await bench.says(board, ">>> ")).split("took ")[1].split()[0])
    # On the line it takes 267 ms.
    assert took < 200


async def test_bytes_arrive_no_faster_than_the_baud_rate(bench: Bench, connect: Open) -> None:
    board = bench.launch("import time; time.sleep_ms(200)\nfor _ in range(12): print('x' * 95)")
    host = connect(board)
    await bench.until(lambda: host.received.count(b"x" * 95) == 12)
    lines = [at for at in host.arrivals if at >= host.arrivals[-1] - 0.15]
    assert lines[-1] - lines[0] >= 0.08


async def test_the_input_ring_drops_what_it_can_not_take(bench: Bench, connect: Open) -> None:
    board = bench.launch('import time; print("ready"); time.sleep(0.2)' + READ_ALL)
    host = connect(board)
    await bench.until(lambda: b"ready" in host.received)
    host.write(b"x" * 400)
    await bench.until(lambda: b"read 259" in host.received)
    assert board.uart.dropped == 141


async def test_a_program_that_reads_loses_nothing(bench: Bench, connect: Open) -> None:
    board = bench.launch('print("ready")' + READ_ALL)
    host = connect(board)
    await bench.until(lambda: b"ready" in host.received)
    for _ in range(4):
        host.write(b"x" * 100)
        await asyncio.sleep(0.02)
    await bench.until(lambda: b"read 400" in host.received)


async def test_ctrl_c_interrupts_the_program(bench: Bench, connect: Open) -> None:
    script = """
print("ready")
try:
    while True: pass
except KeyboardInterrupt:
    print("interrupted")
"""
    host = connect(bench.launch(script))
    await bench.until(lambda: b"ready" in host.received)
    host.write(b"\x03")
    await bench.until(lambda: b"interrupted" in host.received)


async def test_ctrl_c_is_a_byte_when_the_program_says_so(bench: Bench, connect: Open) -> None:
    script = """
import micropython, sys
micropython.kbd_intr(-1)
print("ready")
print("got", sys.stdin.buffer.read(1))
"""
    host = connect(bench.launch(script))
    await bench.until(lambda: b"ready" in host.received)
    host.write(b"\x03")
    await bench.until(lambda: b"got b'\\x03'" in host.received)


async def test_hardware_answers_after_a_ctrl_c_in_a_call(bench: Bench, connect: Open) -> None:
    board = bench.launch("import machine\nprint('ready')\nwhile True: machine.RTC().memory()")
    host = connect(board)
    await bench.until(lambda: b"ready" in host.received)
    host.write(b"\x03")
    await bench.until(lambda: host.received.endswith(b">>> "))
    host.write(b"machine.reset()\r")
    await bench.until(lambda: board.wakes == 2)


async def test_a_program_that_ends_leaves_the_repl(bench: Bench, connect: Open) -> None:
    host = connect(bench.launch("print('done')"))
    await bench.until(lambda: host.received.endswith(b">>> "))
    host.write(b"print(6 * 7)\r")
    await bench.until(lambda: b"42\n" in host.received)


async def test_ctrl_d_at_the_repl_is_a_soft_reset(bench: Bench, connect: Open) -> None:
    host = connect(bench.launch("import machine; print('cause', machine.reset_cause())"))
    await bench.until(lambda: host.received.endswith(b">>> "))
    host.write(b"\x04")
    await bench.until(lambda: b"cause 5" in host.received)


async def test_opening_the_port_resets_the_board(
    bench: Bench, consoles: Callable[[Launcher], Console]
) -> None:
    board = bench.launch("import machine; print('cause', machine.reset_cause())")
    console = consoles(board)
    console.opened = board.board.press_reset
    await bench.until(lambda: board.wakes == 1)
    host = Host(console.link)
    await bench.until(lambda: b"cause 1" in host.received)
    host.close()
    assert (b"rst:0x1 (POWERON_RESET)" in host.received, board.wakes) == (True, 2)


async def test_closing_and_opening_again_resets_again(
    bench: Bench, consoles: Callable[[Launcher], Console]
) -> None:
    board = bench.launch("print('ready')")
    console = consoles(board)
    opened: list[None] = []
    console.opened = lambda: opened.append(None)
    for count in (1, 2):
        host = Host(console.link)
        await bench.until(lambda count=count: len(opened) == count)  # type: ignore[misc]
        host.close()
        await bench.until(lambda: not console.is_open)
    assert len(opened) == 2


async def test_what_nobody_reads_is_lost(
    bench: Bench, consoles: Callable[[Launcher], Console]
) -> None:
    board = bench.launch("print('hello')")
    console = consoles(board)
    await bench.until(lambda: console.lost > 150 and not board.uart.busy)
    host = Host(console.link)
    await bench.until(lambda: console.is_open)
    host.close()
    assert b"hello" not in host.received


async def test_an_unplugged_port_fails_whoever_has_it_open(
    bench: Bench, consoles: Callable[[Launcher], Console]
) -> None:
    console = consoles(bench.launch("print('hello')"))
    host = Host(console.link)
    console.unplug()
    await bench.until(lambda: host.gone)
    with pytest.raises(OSError, check=lambda error: error.errno == errno.EIO):
        host.write(b"hello")
    host.close()


async def test_an_unplugged_port_has_no_name(
    bench: Bench, consoles: Callable[[Launcher], Console]
) -> None:
    console = consoles(bench.launch("print('hello')"))
    console.unplug()
    assert not console.link.is_symlink()


async def test_a_port_plugged_in_again_has_its_old_name(
    bench: Bench, consoles: Callable[[Launcher], Console]
) -> None:
    board = bench.launch("import sys\nwhile True: print(sys.stdin.readline())")
    console = consoles(board)
    console.unplug()
    console.plug()
    host = Host(console.link)
    host.write(b"again\n")
    await bench.until(lambda: b"again" in host.received)
    host.close()


async def test_another_speed_than_the_hosts_is_noise(bench: Bench, connect: Open) -> None:
    script = """
import machine
machine.UART(0, baudrate=230400)
print("hello")
"""
    host = connect(bench.launch(script))
    await bench.until(lambda: len(host.received) > 100)
    assert b"hello" not in host.received


async def test_a_reset_brings_the_speed_back(bench: Bench, connect: Open) -> None:
    script = """
import machine, time
print("cause", machine.reset_cause())
time.sleep_ms(20)
machine.UART(0, baudrate=230400)
if machine.reset_cause() == 1:
    machine.reset()
"""
    host = connect(bench.launch(script))
    await bench.until(lambda: b"cause 2" in host.received)
