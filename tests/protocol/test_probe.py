"""Looking who is on a port."""

import asyncio
from pathlib import Path

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.errors import (
    NoAnswer,
    NotABroker,
    PortBusy,
    PortMissing,
    VersionMismatch,
)
from custom_components.domotik.protocol.greeting import probe
from custom_components.domotik.protocol.session import Session
from tests.fake_broker import MAC, PtyBroker
from tests.protocol.conftest import QUICK


async def test_probe_tells_who_is_there(broker: PtyBroker) -> None:
    assert (await probe(str(broker.port), QUICK)).mac == MAC.hex(":")


async def test_probe_of_a_missing_port(tmp_path: Path) -> None:
    with pytest.raises(PortMissing):
        await probe(str(tmp_path / "nothing"), QUICK)


async def test_probe_of_a_busy_port(session: Session, broker: PtyBroker) -> None:
    with pytest.raises(PortBusy):
        await probe(str(broker.port), QUICK)


async def test_probe_without_an_answer(broker: PtyBroker) -> None:
    broker.mute = {wire.HELLO}
    with pytest.raises(NoAnswer):
        await probe(str(broker.port), QUICK)


@pytest.mark.parametrize(
    "talk", [b">>> ", b"MicroPython v1.28\r\n>>> \r\n", b"$GPGGA,123519,4807.038,N\r\n"]
)
async def test_probe_of_something_else(broker: PtyBroker, talk: bytes) -> None:
    broker.mute = {wire.HELLO}
    asyncio.get_running_loop().call_later(0.1, broker.write, talk)
    with pytest.raises(NotABroker):
        await probe(str(broker.port), QUICK)


async def test_probe_of_an_echo(broker: PtyBroker) -> None:
    broker.feed = broker.write  # type: ignore[method-assign, assignment]
    with pytest.raises(NotABroker):
        await probe(str(broker.port), QUICK)


async def test_probe_of_another_version(broker: PtyBroker) -> None:
    broker.version = 9
    with pytest.raises(VersionMismatch):
        await probe(str(broker.port), QUICK)
