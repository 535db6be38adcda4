"""A node that has MicroPython: made, changed, kept, mended."""

import asyncio
import time
from pathlib import Path

import pytest

from custom_components.domotik.protocol.pairing import read_pairing
from simulator.flash import Flash
from simulator.home import Home
from tests.firmware.host import Host

from .bare import Bare, Command, Making, reached, said

OPTIONS = ("--yes", "--name", "Attic", "--interval", "60", "--wiring", "none")


@pytest.fixture
def command() -> Making:
    """Return what makes the boards of this file."""
    return Making("node", OPTIONS)


async def test_a_fresh_board_becomes_a_node_that_reports(home: Home, made: Bare) -> None:
    assert "Domotik: reported to broker 240ac4000001 on channel 6" in made.told
    async with Host(home.broker.port) as host:
        await host.own(made.board.mac)
        assert (await host.frames(1))[0].mac == made.board.mac


async def test_the_pairing_text_is_the_key_on_the_board_and_shown_once(made: Bare) -> None:
    line = next(line for line in made.told.splitlines() if "domotik:" in line)
    pairing = read_pairing(line)
    key = made.settings()["key"]
    assert pairing
    assert (pairing.key, pairing.mac, pairing.name) == (key, "240ac4e29526", "Attic")
    assert made.told.count(key) == 1


async def test_an_epoch_starts_at_unix_time(made: Bare) -> None:
    assert abs(made.board.nvs.number("domotik", "epoch") - time.time()) < 60


async def test_a_second_run_changes_what_was_named_and_writes_no_file(made: Bare) -> None:
    before = made.settings()
    written = made.board.flash.written
    again = Command("node", "--yes", "--port", made.port, "--interval", "120")
    running = asyncio.create_task(again())
    await reached(made, again)
    done = await running
    assert (done.code, "The firmware is 0.1.0 already." in done.text) == (0, True), done.text
    assert made.settings() == before | {"interval": 120}
    assert made.board.flash.written == written
    assert before["key"] not in done.text


async def test_a_sleeping_node_is_reached_by_its_reset_button(made: Bare) -> None:
    await made.asleep()
    again = Command("node", "--yes", "--port", made.port, "--pairing")
    running = asyncio.create_task(again())
    await said(again, "press its reset button")
    made.board.press_reset()
    done = await running
    assert (done.code, made.settings()["key"] in done.text) == (0, True), done.text


async def test_a_cable_pulled_half_way_leaves_the_version_that_runs(made: Bare) -> None:
    # Sources in place of compiled files: every file is another one.
    other = Command("node", "--yes", "--port", made.port, "--source")
    running = asyncio.create_task(other())
    await reached(made, other)
    await said(other, "Writing firmware")
    made.unplug()
    done = await running
    assert (done.code, "Check the cable and run the same command again" in done.text) == (1, True)
    made.printed.clear()
    made.plug()
    await made.prints(b"Domotik node 0.1.0")
    assert made.board.nvs.number("domotik", "slot") == 0


async def test_a_second_run_mends_what_a_pulled_cable_left(fresh: Bare) -> None:
    first = Command("node", "--port", fresh.port, *OPTIONS)
    running = asyncio.create_task(first())
    await said(first, "Writing firmware")
    fresh.unplug()
    await running
    fresh.plug()
    done = await Command("node", "--port", fresh.port, *OPTIONS)()
    assert (done.code, "Domotik: no broker" not in done.text) == (0, True), done.text


async def test_a_full_file_system_is_told_and_leaves_nothing_half_written(
    bare: Bare, tmp_path: Path
) -> None:
    bare.board.flash = Flash(blocks=16)
    bare.board.flash.lie_in(tmp_path / "small.bin")
    bare.start()
    done = await Command("node", "--port", bare.port, *OPTIONS)()
    assert (done.code, "The board's file system is full" in done.text) == (1, True), done.text
