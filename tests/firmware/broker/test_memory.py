"""The broker's memory."""

import asyncio
from dataclasses import replace

import pytest

from custom_components.domotik.protocol import wire
from simulator.home import Home
from simulator.plan import FIRMWARE
from simulator.radio import Radio
from tests.firmware.air import NODE, Air, counted, stats
from tests.firmware.host import Host
from tests.simulator.bench import Bench

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_made_up_senders_do_not_fill_its_memory(host: Host, air: Air) -> None:
    """The driver's table of senders is emptied before it costs much."""
    for last in range(150):
        air.send(bytes.fromhex("24dcc30002") + bytes([last]), 1)
    await counted(host, "foreign", 150)
    async with asyncio.timeout(5):
        while stats(await host.request(wire.STATS))["strangers"] > 100:
            await asyncio.sleep(0.2)


async def test_it_restarts_before_memory_runs_out(home: Home, host: Host) -> None:
    """What it held comes again from the nodes, because its boot id is another."""
    home.broker.board.set_seconds(100)
    host.greetings.clear()
    home.broker.board.idf_free = 4_000
    async with asyncio.timeout(10):
        while not host.greetings:
            await asyncio.sleep(0.05)
    home.broker.board.idf_free = 100_000


async def test_it_starts_in_little_more_than_half_of_its_heap(home: Home, host: Host) -> None:
    """What its imports keep lies together: the ring needs pieces of 4000 bytes."""
    launcher = home.broker.launcher
    launcher.program = replace(launcher.program, heap="160k")
    before = await host.hello()
    home.broker.board.press_reset()
    assert (await host.hello())[2:6] != before[2:6]


FATES = r"""
import time
from radio import Radio
radio = Radio()
radio.on(6)
for _ in range(100):
    radio.send(b"\x24\xdc\xc3\xa1\xb2\xc3", b"x")
    time.sleep_ms(2)
print(radio.flying(b"\x24\xdc\xc3\xa1\xb2\xc3") < 40)
"""


async def test_answers_whose_fate_nobody_asks_for_are_forgotten(bench: Bench) -> None:
    """Strangers get answers for months."""
    bench.ether.add(Radio(NODE, on=True, channel=6))
    assert await bench.run(FATES, folders=(FIRMWARE / "lib",)) == "True"
