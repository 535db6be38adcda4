"""`scripts/flash monitor` at a broker."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest

from custom_components.domotik.protocol import wire
from simulator.home import Home
from simulator.plan import Plan
from tests.firmware.host import Host

from .bare import Script, said


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    """Run a broker and a node without a key."""
    async with Home(Plan(nodes=1, interval=1, reset_on_open=False, boot_seconds=0)) as running:
        async with Host(running.broker.port) as host:
            await host.own(running.nodes[0].mac)
        yield running


async def test_readings_are_shown_and_still_wait_for_home_assistant(home: Home) -> None:
    monitor = Script("monitor", "--port", home.broker.port)
    running = asyncio.create_task(monitor())
    await said(monitor, "REPORT")
    monitor.send(signal.SIGINT)
    assert (await running).code == 130
    assert "broker 24:0a:c4:00:00:01, Simulated ESP32" in monitor.text
    assert "temperature" in monitor.text
    async with Host(home.broker.port) as host:
        assert (await host.frames(1, kind=wire.ANNOUNCE))[0].number == 1
