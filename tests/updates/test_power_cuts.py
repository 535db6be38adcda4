"""The power may go at any byte of an update; `scripts/campaign --updates` tries 200 of them."""

import asyncio

import pytest

from campaign.flashed import firmware
from campaign.updates import Scene, cut
from custom_components.domotik.protocol.transfer import Stage

pytestmark = pytest.mark.timeout(180)

# Bytes of flash into an update that writes half a million: the list, files, the switch.
CUTS = (5_000, 200_000, 480_000)


async def test_a_node_whose_power_is_cut_goes_on_and_ends_on_the_later_version() -> None:
    async with Scene(len(CUTS), firmware("0.2.0"), at_once=len(CUTS), interval=1) as scene:
        scene.host.begin(*scene.nodes)
        played = await asyncio.gather(
            *(cut(scene, node, at) for node, at in zip(scene.nodes, CUTS, strict=True))
        )
    assert [(each.ended, each.after) for each in played] == [(Stage.DONE, "0.2.0")] * len(CUTS)
