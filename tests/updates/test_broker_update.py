"""The broker's update over the link, by the real session and the real firmware."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from campaign.flashed import FlashedBroker, firmware
from campaign.update_host import UpdateHost
from custom_components.domotik.protocol.errors import UpdateRefused
from custom_components.domotik.protocol.firmware import CHECKOUT, Firmware
from simulator.home import Home

OTHER = (CHECKOUT / "broker/broker.py").read_text() + "# other\n"
NEWER = firmware("0.2.0", role="broker", broker=OTHER)


@pytest.fixture
async def broker(home: Home, tmp_path: Path) -> AsyncIterator[FlashedBroker]:
    """Run a broker from its flash, version 0.1.0."""
    made = FlashedBroker(home, tmp_path / "broker")
    made.start()
    yield made
    await made.stop()


@pytest.fixture
async def host(broker: FlashedBroker) -> AsyncIterator[UpdateHost]:
    """Open a session with it."""
    made = UpdateHost(broker, [], NEWER)
    await made.session.start()
    yield made
    await made.session.stop()


async def runs(host: UpdateHost, version: str) -> None:
    """Wait until the broker greets with a version."""
    async with asyncio.timeout(30):
        while True:
            hello = host.session.broker.hello
            if host.session.connected and hello and hello.firmware == version:
                return
            await asyncio.sleep(0.05)


async def test_a_broker_restarts_with_what_it_was_brought(
    host: UpdateHost, broker: FlashedBroker
) -> None:
    shares: list[float] = []
    await host.session.update(NEWER, shares.append)
    await runs(host, "0.2.0")
    assert (broker.slot, shares == sorted(shares), len(shares) > 10) == (1, True, True)


async def test_a_broker_goes_back_when_the_version_crashes(
    host: UpdateHost, broker: FlashedBroker
) -> None:
    broken = firmware("0.2.0", role="broker", ring="raise ValueError('broken')\n")
    await host.session.update(broken, lambda _: None)
    await broker.printed(b"broken")
    await runs(host, "0.1.0")
    assert broker.slot == 0


async def test_an_update_goes_on_where_a_pulled_cable_ended_it(
    host: UpdateHost, broker: FlashedBroker
) -> None:
    class Pulled(Exception):
        pass

    def pull(share: float) -> None:
        if share > 0.5:
            raise Pulled

    with pytest.raises(Pulled):
        await host.session.update(NEWER, pull)
    broker.board.power_cycle()
    await runs(host, "0.1.0")
    shares: list[float] = []
    await host.session.update(NEWER, shares.append)
    assert shares[0] > 0.4
    await runs(host, "0.2.0")


async def test_a_version_without_room_is_refused_and_the_broker_serves_on(
    host: UpdateHost, broker: FlashedBroker
) -> None:
    ballast = {f"ballast{place}.py": b"x" * 50_000 for place in range(30)}
    with pytest.raises(UpdateRefused, match="too large"):
        await host.session.update(Firmware("0.2.0", NEWER.files | ballast), lambda _: None)
    await runs(host, "0.1.0")
