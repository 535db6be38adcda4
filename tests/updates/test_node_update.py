"""A node's update by radio: fetched, tried, proved; or refused, resumed, rolled back."""

import random
from pathlib import Path

from campaign.flashed import FlashedNode, firmware
from custom_components.domotik.protocol.firmware import Firmware
from custom_components.domotik.protocol.transfer import Stage
from simulator.home import Home

from .conftest import Serve

NEWER = firmware("0.2.0")
BOOT_LOOP = "raise ValueError('broken')\n"


async def test_a_node_fetches_tries_and_keeps_a_later_version(
    serve: Serve, node: FlashedNode
) -> None:
    host = await serve(NEWER, node)
    host.begin(node)
    assert await host.ended(node) is Stage.DONE
    assert (host.version(node), node.slot) == ("0.2.0", 1)


async def test_only_files_that_differ_are_fetched(serve: Serve, node: FlashedNode) -> None:
    host = await serve(NEWER, node)
    host.begin(node)
    await host.ended(node)
    # The list and version.py: 2.6 kB of 70.
    assert host.frames < 25


async def test_readings_taken_meanwhile_arrive(serve: Serve, node: FlashedNode) -> None:
    host = await serve(NEWER, node)
    host.begin(node)
    await host.ended(node)
    numbers = sorted(fresh.number for _, fresh in host.samples)
    assert numbers == list(range(len(numbers)))
    assert len(numbers) >= 3


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
    node = FlashedNode(home, tmp_path / "hung", 2, trial_ms=1500)
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


async def test_damaged_chunks_never_become_a_version(serve: Serve, node: FlashedNode) -> None:
    host = await serve(Damaged(NEWER.version, NEWER.files), node)
    host.begin(node)
    assert await host.ended(node) is Stage.FAILED
    assert ("comes damaged" in host.reason(node), host.version(node)) == (True, "0.1.0")


class Damaged(Firmware):
    """A version whose files change on the way."""

    def chunk(self, number: int, place: int) -> bytes | None:
        """Return a chunk with another byte in it."""
        chunk = super().chunk(number, place)
        if chunk is None or number == 0:
            return chunk
        return chunk[:-1] + bytes((chunk[-1] ^ 0x55,))
