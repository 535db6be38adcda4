"""A node's update by radio: fetched, tried, proved; or rolled back."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from campaign.flashed import FlashedNode, firmware
from custom_components.domotik.protocol.transfer import Stage
from simulator.home import Home

from .conftest import Serve

pytestmark = pytest.mark.timeout(180)

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
    wanted: set[int]


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
            Ended(stage, host.version(node), node.slot, spoken, numbers, host.wanted)
        )
    return UNHINDERED[0]


async def test_a_node_fetches_tries_and_keeps_a_later_version(ended: Ended) -> None:
    assert (ended.stage, ended.version, ended.slot) == (Stage.DONE, "0.2.0", 1)


async def test_only_files_that_differ_are_fetched(ended: Ended) -> None:
    assert ended.wanted == {0, 1 + list(NEWER.files).index("version.py")}


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
