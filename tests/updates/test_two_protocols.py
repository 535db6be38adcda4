"""Updates from the protocol before to the present one: host first, then broker, then node."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from campaign.flashed import FlashedBroker, FlashedNode, firmware
from campaign.update_host import UpdateHost
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.firmware import PROTOCOL, Firmware, Role
from custom_components.domotik.protocol.transfer import Stage
from simulator.home import Home

from .test_broker_update import runs

pytestmark = pytest.mark.timeout(180)

SPOKEN = wire.PROTOCOL_VERSION
LATER = SPOKEN + 1


def speaking_later(role: Role) -> Firmware:
    """Return a firmware whose protocol is one version later, and which speaks ours too."""
    source = (PROTOCOL / "wire.py").read_text()
    source = source.replace(f"VERSION = {SPOKEN}\n", f"VERSION = {LATER}\n")
    source = source.replace("PROTOCOL_OLDEST = ", f"PROTOCOL_OLDEST = {SPOKEN}  # ")
    return firmware("0.2.0", role=role, wire=source)


@pytest.fixture
def _host_speaks_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PROTOCOL_VERSION", LATER)
    monkeypatch.setattr(wire, "PROTOCOL_OLDEST", SPOKEN)


@pytest.fixture
async def broker(home: Home, tmp_path: Path) -> AsyncIterator[FlashedBroker]:
    """Run a broker of the protocol before."""
    made = FlashedBroker(home, tmp_path / "broker")
    made.start()
    yield made
    await made.stop()


def spoken_by_broker(host: UpdateHost) -> int | None:
    """Return the version of the protocol that the broker greeted with."""
    hello = host.session.broker.hello
    return hello.version if hello else None


@pytest.mark.usefixtures("_host_speaks_later")
async def test_broker_and_node_are_updated_over_the_protocol_that_they_speak(
    broker: FlashedBroker, node: FlashedNode
) -> None:
    host = UpdateHost(broker, [node], speaking_later("node"))
    try:
        await host.start([node])
        known = host.table.node(node.mac)
        assert (spoken_by_broker(host), known.versions.spoken) == (SPOKEN, SPOKEN)
        await host.session.update(speaking_later("broker"), lambda _: None)
        await runs(host, "0.2.0")
        assert spoken_by_broker(host) == LATER
        host.begin(node)
        assert await host.ended(node) is Stage.DONE
        assert (host.version(node), known.versions.spoken) == ("0.2.0", LATER)
    finally:
        await host.session.stop()
