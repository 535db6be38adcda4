"""What a node refuses: older, too large, damaged, or of somebody without its key."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from campaign.flashed import FlashedNode, firmware
from campaign.update_host import UpdateHost
from custom_components.domotik.protocol import items, seal, wire
from custom_components.domotik.protocol.firmware import Firmware
from custom_components.domotik.protocol.outgoing import Post
from custom_components.domotik.protocol.transfer import Stage
from simulator.ether import Frame
from simulator.home import Home

from .conftest import Serve

pytestmark = pytest.mark.timeout(180)

NEWER = firmware("0.2.0")


async def test_an_older_version_is_refused(serve: Serve, node: FlashedNode) -> None:
    host = await serve(firmware("0.0.9"), node)
    host.begin(node)
    assert await host.ended(node) is Stage.FAILED
    assert (host.reason(node), host.version(node)) == ("0.0.9 is not newer", "0.1.0")


async def test_a_version_that_has_no_room_is_refused(serve: Serve, node: FlashedNode) -> None:
    ballast = {
        f"ballast{place}": random.Random(place).randbytes(25_000).hex() for place in range(22)
    }
    host = await serve(firmware("0.2.0", "node", **ballast), node)
    host.begin(node)
    assert await host.ended(node) is Stage.FAILED
    assert "too large" in host.reason(node)
    assert node.slot == 0


async def test_a_node_whose_battery_is_low_refuses_by_itself(
    home: Home, serve: Serve, tmp_path: Path
) -> None:
    sensor = {"chip": "battery", "pin": 35, "ratio": 2, "battery": "li-ion"}
    node = FlashedNode(home, tmp_path / "weak", 2, interval=1, sensors=[sensor])
    node.board.volts[35] = lambda: 1.8
    try:
        host = await serve(NEWER, node)
        host.begin(node)
        assert await host.ended(node) is Stage.FAILED
        assert (host.reason(node), host.version(node)) == ("the battery is too low", "0.1.0")
    finally:
        await node.launcher.stop()


@pytest.mark.parametrize("part", [0, 1])
async def test_damaged_chunks_never_become_a_version(
    serve: Serve, node: FlashedNode, part: int
) -> None:
    host = await serve(DAMAGED[part](NEWER.version, NEWER.files), node)
    host.begin(node)
    assert await host.ended(node) is Stage.FAILED
    assert ("comes damaged" in host.reason(node), host.version(node)) == (True, "0.1.0")


class DamagedList(Firmware):
    """A version whose list changes on the way."""

    def chunk(self, number: int, place: int) -> bytes | None:
        """Return a chunk, of the list with another byte in it."""
        return flawed(super().chunk(number, place), number == 0)


class DamagedFiles(Firmware):
    """A version whose files change on the way."""

    def chunk(self, number: int, place: int) -> bytes | None:
        """Return a chunk, of a file with another byte in it."""
        return flawed(super().chunk(number, place), number > 0)


DAMAGED = (DamagedList, DamagedFiles)


def flawed(chunk: bytes | None, wanted: bool) -> bytes | None:
    """Return a chunk with another last byte, if that is wanted."""
    return chunk[:-1] + bytes((chunk[-1] ^ 0x55,)) if chunk and wanted else chunk


async def test_an_offer_under_another_key_is_as_if_it_had_never_come(
    home: Home, node: FlashedNode
) -> None:
    host = Forger(home.broker, [node], NEWER)
    await host.start([node])
    mail = asyncio.Event()

    def look(frame: Frame) -> None:
        if frame.destination == node.board.mac and frame.message[0] & 0x0F == wire.MAIL:
            mail.set()

    home.ether.taps.append(look)
    host.session.post()
    async with asyncio.timeout(20):
        await mail.wait()
        reports = host.frames + 2
        while host.frames < reports:
            await asyncio.sleep(0.02)
    await host.session.stop()
    assert ("domotik", "update") not in node.board.nvs.entries()
    assert (host.version(node), node.slot) == ("0.1.0", 0)


class Forger(UpdateHost):
    """Somebody who offers a version without the node's key."""

    async def mail(self) -> Sequence[Post] | None:
        """Return an offer in a forged envelope for each node."""
        item = items.update(NEWER.offer, NEWER.version)
        body = bytes((item.key,)) + item.value
        return [
            Post(mac, item.key, 60, seal.mail(mac, bytes(16), node.epoch or 0, 9, body))
            for mac, node in self.table.nodes.items()
        ]

    async def settle(self) -> Mapping[str, bytes]:
        """Confirm nothing."""
        return {}
