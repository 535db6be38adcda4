"""A broker, nodes that run from their flash, and a host that carries a later version."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from campaign.flashed import FlashedNode
from campaign.update_host import UpdateHost
from custom_components.domotik.protocol.firmware import Firmware
from simulator.home import Home
from simulator.plan import Plan

type Serve = Callable[..., Awaitable[UpdateHost]]


@pytest.fixture(autouse=True)
def _network(socket_enabled: None) -> None:
    """Allow the loopback connections that boards are served over."""


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    """Run a broker."""
    async with Home(Plan(nodes=0, reset_on_open=False, boot_seconds=0)) as running:
        yield running


@pytest.fixture
async def node(home: Home, tmp_path: Path) -> AsyncIterator[FlashedNode]:
    """Return a node that runs version 0.1.0."""
    made = FlashedNode(home, tmp_path / "node", 1, interval=1)
    yield made
    await made.launcher.stop()


@pytest.fixture
async def serve(home: Home) -> AsyncIterator[Serve]:
    """Return a function that starts a host and nodes, and waits until it knows them."""
    async with AsyncExitStack() as stack:

        async def start(new: Firmware, *nodes: FlashedNode) -> UpdateHost:
            host = UpdateHost(home.broker, nodes, new)
            await host.start(nodes)
            stack.push_async_callback(host.session.stop)
            return host

        yield start
