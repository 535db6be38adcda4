"""A broker alone, on a simulated board, spoken to over its real serial port."""

from collections.abc import AsyncIterator

import pytest

from simulator.home import Home
from simulator.plan import Plan
from tests.firmware.air import NODE, Air
from tests.firmware.host import Host


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    """Run a broker alone."""
    async with Home(Plan(nodes=0, reset_on_open=False, boot_seconds=0)) as running:
        yield running


@pytest.fixture
def air(home: Home) -> Air:
    """Return the ether around the broker."""
    return Air(home)


@pytest.fixture
async def host(home: Home) -> AsyncIterator[Host]:
    """Open a host that owns one node."""
    async with Host(home.broker.port) as opened:
        await opened.own(NODE)
        yield opened
