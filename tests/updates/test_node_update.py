"""A node's update by radio: fetched, tried, proved; or refused, resumed, rolled back."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from campaign.flashed import FlashedNode, firmware
from campaign.update_host import UpdateHost
from campaign.updates import Scene, cut
from custom_components.domotik.protocol import items, seal, wire
from custom_components.domotik.protocol.firmware import Firmware
from custom_components.domotik.protocol.outgoing import Post
from custom_components.domotik.protocol.transfer import Stage
from simulator.ether import Frame
from simulator.home import Home

from .conftest import Serve

NEWER = firmware("0.2.0")
BOOT_LOOP = "raise ValueError('broken')\n"


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of an update that nothing hindered."""

    stage: Stage | None
    version: str
    slot: int
    spoken: int
    numbers: list[int]
    frames: int


UNHINDERED: list[Ended] = []


@pytest.fixture
async def ended(serve: Serve, node: FlashedNode) -> Ended:
    """Return the end of an update, which is played for the first test that looks at it."""
    if not UNHINDERED:
        host = await serve(NEWER, node)
        host.begin(node)
        stage = await host.ended(node)
        numbers = sorted(fresh.number for _, fresh in host.samples)
        spoken = host.table.node(node.mac).versions.spoken
        UNHINDERED.append(
            Ended(stage, host.version(node), node.slot, spoken, numbers, host.frames)
        )
    return UNHINDERED[0]


async def test_a_node_fetches_tries_and_keeps_a_later_version(ended: Ended) -> None:
    assert (ended.stage, ended.version, ended.slot) == (Stage.DONE, "0.2.0", 1)


async def test_only_files_that_differ_are_fetched(ended: Ended) -> None:
    # The list and version.py: 2.6 kB of 70.
    assert ended.frames < 25


async def test_readings_taken_meanwhile_arrive(ended: Ended) -> None:
    assert ended.numbers == list(range(len(ended.numbers)))
    assert len(ended.numbers) >= 3


async def test_an_update_gets_through_where_every_fifth_frame_is_lost(
    home: Home, serve: Serve, node: FlashedNode
) -> None:
    host = await serve(firmware("0.2.0", chemistry="# other\n" * 400), node)
    home.ether.conditions.loss = 0.2
    host.begin(node)
    assert await host.ended(node) is Stage.DONE
    assert host.version(node) == "0.2.0"


async def test_a_version_that_crashes_is_rolled_back(serve: Serve, node: FlashedNode) -> None:
    host = await serve(firmware("0.2.0", measure=BOOT_LOOP), node)
    host.begin(node)
    assert await host.ended(node) is Stage.FAILED
    assert (host.version(node), node.slot) == ("0.1.0", 0)
    assert "did not prove itself" in host.reason(node)


async def test_a_version_that_no_host_hears_is_rolled_back(
    serve: Serve, node: FlashedNode
) -> None:
    deaf = "CHANNELS = (1,)\nBROADCAST = b''\n\n\nclass Radio:\n    pass\n"
    host = await serve(firmware("0.2.0", radio=deaf), node)
    host.begin(node)
    assert await host.ended(node) is Stage.FAILED
    assert (host.version(node), node.slot) == ("0.1.0", 0)


async def test_a_version_that_hangs_is_rolled_back(
    home: Home, serve: Serve, tmp_path: Path
) -> None:
    node = FlashedNode(home, tmp_path / "hung", 2, interval=1, trial_ms=800)
    try:
        host = await serve(firmware("0.2.0", measure="while True: pass\n"), node)
        host.begin(node)
        assert await host.ended(node) is Stage.FAILED
        assert (host.version(node), node.slot) == ("0.1.0", 0)
    finally:
        await node.launcher.stop()


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


async def test_a_node_whose_power_is_cut_goes_on_and_ends_on_the_later_version() -> None:
    async with Scene(len(CUTS), NEWER, at_once=len(CUTS)) as scene:
        scene.host.begin(*scene.nodes)
        played = await asyncio.gather(
            *(cut(scene, node, at) for node, at in zip(scene.nodes, CUTS, strict=True))
        )
    assert [(each.ended, each.after) for each in played] == [(Stage.DONE, "0.2.0")] * len(CUTS)


# Bytes of flash into an update that writes half a million: the list, files, the switch.
CUTS = (5_000, 200_000, 480_000)
