"""A chip with nothing on it: its loader, the image, and all the way to a report."""

from pathlib import Path

import pytest

from simulator.home import Home
from tests.firmware.host import Host

from .bare import Bare, Command, Rom, Script


@pytest.fixture
async def rom(bare: Bare, loader: int) -> Rom:
    """Return the port of a board that waits in its ROM."""
    rom = Rom(bare, loader)
    rom.plug()
    return rom


async def test_one_command_makes_a_reporting_node_of_a_bare_board(
    home: Home, bare: Bare, rom: Rom, image: Path
) -> None:
    async with Host(home.broker.port) as host:
        await host.own(bare.board.mac)
        options = ("--yes", "--wipe", "--image", str(image), "--interval", "1")
        made = await Script("node", "--port", bare.port, *options)()
        assert made.code == 0, made.text
        await host.hello()  # the broker takes a host for gone that was silent for so long
        assert (await host.frames(1))[0].mac == bare.board.mac
    assert (made.text,) > ("Found an ESP32, MAC 24:0a:c4:e2:95:26", "Writing MicroPython: 100%")


async def test_a_board_with_nothing_on_it_is_not_erased_unasked(bare: Bare, rom: Rom) -> None:
    made = await Command("node", "--port", bare.port, "--yes")()
    assert (made.code, rom.written.is_set()) == (1, False)
    assert "There is no MicroPython on it" in made.text
    assert "--wipe" in made.text
