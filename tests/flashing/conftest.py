"""Fixtures: a home with a broker, a board without anything, and the loader of a chip."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.board import Board
from simulator.home import Home
from simulator.plan import Plan
from tests.firmware.host import Host

from .bare import Bare, Command, Making, Memory

MAC = bytes.fromhex("240ac4e29526")  # what the loader's mock tells of an ESP32

MADE: dict[Making, Memory] = {}


@pytest.fixture(autouse=True)
def _network(socket_enabled: None) -> None:
    """Allow the loopback connections that boards are served over."""


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    """Run a broker; no node has been made yet."""
    async with Home(Plan(nodes=0, reset_on_open=False, boot_seconds=0)) as running:
        yield running


@pytest.fixture
async def bare(home: Home, tmp_path: Path) -> AsyncIterator[Bare]:
    """Return a board within reach of the broker; it has no power yet."""
    board = Board("bare", MAC, home.clock)
    home.bus.add(board)
    made = Bare(board, home.bus, tmp_path / "bare")
    yield made
    await made.stop()
    assert not made.launcher.crashes


@pytest.fixture
async def fresh(bare: Bare) -> Bare:
    """Return a board that runs MicroPython and nothing else."""
    bare.start()
    return bare


@pytest.fixture
async def made(home: Home, bare: Bare, command: Making) -> Bare:
    """Return a board that was made once; the command runs for the first test that needs one."""
    if command not in MADE:
        bare.start()
        async with Host(home.broker.port) as host:
            await host.own(bare.board.mac)
            done = await Command(command.role, "--port", bare.port, *command.options)()
        assert done.code == 0, done.text
        MADE[command] = bare.memory(done.text)
        bare.told = done.text
        return bare
    bare.remember(MADE[command])
    bare.start()
    return bare


@pytest.fixture
async def loader() -> AsyncIterator[int]:
    """Return the TCP port of an ESP32's ROM loader."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    arguments = ("run", "--chip", "esp32", "--port", str(port))
    mock = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("esp32-mock-bootloader"),
        *arguments,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    yield await listening(port)
    mock.kill()
    await mock.wait()


async def listening(port: int) -> int:
    """Return a TCP port once something listens on it."""
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return port


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Return a file that says of itself that it is an image for an ESP32."""
    file = tmp_path / "micropython.bin"
    header = bytes.fromhex("e9020220 00000000 ee000000 0000 00 0000 00000000 00")
    file.write_bytes(header.ljust(40_000, b"\x5a"))
    return file
