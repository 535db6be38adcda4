"""A broker: made, and made again while it serves."""

import pytest
import serial

from simulator.home import Home
from tests.firmware.host import Host

from .bare import Bare, Command, Making


@pytest.fixture
def command() -> Making:
    """Return what makes the boards of this file."""
    return Making("broker", ("--yes", "--channel", "11"))


async def test_a_fresh_board_becomes_a_broker_that_greets(made: Bare) -> None:
    assert "broker 24:0a:c4:e2:95:26, " in made.told
    assert "channel 11" in made.told


async def test_a_board_that_was_made_a_broker_answers_a_host(made: Bare) -> None:
    async with Host(made.port) as host:
        assert (await host.hello())[0] == 0


async def test_a_broker_that_serves_a_host_is_made_to_leave_and_comes_back(made: Bare) -> None:
    # From the first valid line on Ctrl-C is a byte as any other.
    async with Host(made.port) as host:
        await host.hello()
    done = await Command("broker", "--yes", "--port", made.port)()
    assert (done.code, "channel 11" in done.text) == (0, True), done.text


async def test_a_broker_does_not_become_a_node_by_mistake(made: Bare) -> None:
    done = await Command("node", "--yes", "--port", made.port)()
    sentence = "This board is a broker. --wipe makes a node of it."
    assert (done.code, sentence in done.text) == (1, True), done.text


async def test_a_port_that_another_program_uses_is_told(made: Bare, home: Home) -> None:

    with serial.Serial(made.port, exclusive=True):
        done = await Command("broker", "--yes", "--port", made.port)()
    assert (done.code, "Another program uses" in done.text) == (1, True), done.text
