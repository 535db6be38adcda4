"""Whatever restarts: no nonce comes twice, no old frame gets in, no good node is locked out."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest

from campaign.forgeries import Forger
from campaign.host import Host
from campaign.stage import Scene, Stage
from custom_components.domotik.protocol import wire
from simulator.ether import Frame
from simulator.node import Node
from simulator.plan import Plan
from simulator.reports import Reports
from tests.waiting import until

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.usefixtures("socket_enabled"),
]

PACE = 5  # times as fast as real: a wake every 0.4 s
SCENE = Scene(Plan(nodes=1, interval=2, heartbeat=2, sealed=True, reset_on_open=False, scale=PACE))
OTHER_KEY = bytes(range(16))
FLASHED = 1_800_000_000  # the epoch that flashing sets: Unix time
LOOP = 8  # restarts
# On a machine that is so busy that answers come too late, nodes ask ever more rarely.
PATIENCE = 50


@pytest.fixture
async def stage(socket_enabled: None) -> AsyncIterator[Stage]:
    """Return a home with one node whose reports have arrived."""
    async with Stage(SCENE) as running:
        await arrived(running, 3)
        yield running


@pytest.fixture
def forger(stage: Stage) -> Forger:
    """Return somebody who hears all from now on."""
    return Forger(stage.home)


@pytest.fixture
def node(stage: Stage, forger: Forger) -> Node:
    """Return the one node, which somebody listens to."""
    return stage.home.nodes[0]


async def arrived(stage: Stage, more: int, epoch: int = 0) -> None:
    """Wait until so many more samples came, of an epoch that is not older."""
    seen = len(stage.arrivals.all)
    await until(
        lambda: sum(each.key.epoch >= epoch for each in stage.arrivals.all[seen:]) >= more,
        PATIENCE,
    )


async def replayed(stage: Stage, forger: Forger) -> None:
    """Send again all that was heard of the node, and let it report after that."""
    for frame in list(forger.heard):
        stage.home.ether.inject(frame)
        await asyncio.sleep(0.02)
    await arrived(stage, 2)


def epochs_written(node: Node) -> int:
    """Return how often the node has written an epoch to flash."""
    return node.board.nvs.writes.get(("domotik", "epoch"), 0)


def wipe(node: Node, key: bytes) -> None:
    """Erase a board's flash, and write the settings anew with a key."""
    nvs = node.board.nvs
    settings = json.loads(nvs.blob("domotik", "settings"))
    nvs.erase("domotik", "epoch")
    node.key = key
    node.reports = Reports(key)
    nvs.write("domotik", "settings", json.dumps(settings | {"key": key.hex()}).encode())
    node.board.power_cycle()


def sagging(stage: Stage, node: Node, kinds: set[int]) -> Callable[[], int]:
    """Let the supply sag at the first frame of such a kind in each life; return the count."""
    lives: set[int] = set()

    def sag(frame: Frame) -> bool:
        header = wire.unpack_header(frame.message)
        hit = frame.source == node.mac and header is not None and header[0] in kinds
        if hit and len(lives) < LOOP:
            lives.add(node.wakes)
            node.board.brown_out()
        return False

    stage.home.ether.taps.append(sag)
    return lambda: len(lives)


def old_and_new(stage: Stage) -> tuple[list[object], list[object]]:
    """Return the nonces that came twice, and the samples that did."""
    return [*stage.nonces.reused], [*stage.arrivals.repeats()]


async def test_new_battery(stage: Stage, node: Node, forger: Forger) -> None:
    await arrived(stage, 1)
    node.launcher.power_off()
    node.replace_battery()
    await arrived(stage, 2, epoch=2)
    await replayed(stage, forger)
    assert (old_and_new(stage), stage.nonces.epochs(node.mac)) == (([], []), [1, 2])


async def test_brown_out(stage: Stage, node: Node, forger: Forger) -> None:
    await arrived(stage, 1)
    node.board.brown_out()
    await arrived(stage, 2, epoch=2)
    await replayed(stage, forger)
    assert (old_and_new(stage), stage.nonces.epochs(node.mac)) == (([], []), [1, 2])


async def test_endless_reboots_before_the_first_seal_wear_no_flash(
    stage: Stage, node: Node
) -> None:
    before = epochs_written(node)
    count = sagging(stage, node, {wire.PROBE})
    node.board.power_cycle()
    await until(lambda: count() == LOOP, PATIENCE)
    assert epochs_written(node) == before


async def test_endless_reboots_before_the_first_seal(
    stage: Stage, node: Node, forger: Forger
) -> None:
    count = sagging(stage, node, {wire.PROBE})
    node.board.power_cycle()
    await until(lambda: count() == LOOP, PATIENCE)
    await replayed(stage, forger)
    assert (old_and_new(stage), stage.nonces.epochs(node.mac)) == (([], []), [1, 2])


async def test_endless_reboots_at_the_first_seal(stage: Stage, node: Node, forger: Forger) -> None:
    count = sagging(stage, node, {wire.REPORT, wire.ANNOUNCE})
    await until(lambda: count() == LOOP, PATIENCE)
    await arrived(stage, 2, epoch=LOOP + 1)
    await replayed(stage, forger)
    assert (old_and_new(stage), epochs_written(node)) == (([], []), LOOP + 1)


async def test_wiped_board_with_a_new_key(stage: Stage, node: Node, forger: Forger) -> None:
    assert isinstance(stage.host, Host)
    await arrived(stage, 1)
    wipe(node, OTHER_KEY)
    stage.host.serve(stage.keys)
    count = len(stage.arrivals.all)
    await until(lambda: len(stage.arrivals.all) > count + 2, PATIENCE)
    await replayed(stage, forger)
    assert stage.nonces.reused == []


async def test_wiped_board_with_its_old_key_is_refused(stage: Stage, node: Node) -> None:
    """It counts as before: the watch sees its nonces come again, and the host refuses it."""
    assert isinstance(stage.host, Host)
    host = stage.host.table.node(node.mac.hex(":"))
    node.board.power_cycle()
    await arrived(stage, 2, epoch=2)
    before = len(stage.arrivals.all)
    wipe(node, node.key)
    await until(lambda: host.figures.old_epochs > 3 and stage.nonces.reused, PATIENCE)
    # What was in the air when the board lost its memory is still good.
    assert {each.key.epoch for each in stage.arrivals.all[before:]} <= {2}


async def test_reflashed_board_with_its_old_key(stage: Stage, node: Node, forger: Forger) -> None:
    await arrived(stage, 1)
    wipe(node, node.key)
    node.board.nvs.write("domotik", "epoch", FLASHED)
    await arrived(stage, 2, epoch=FLASHED)
    await replayed(stage, forger)
    assert (old_and_new(stage), stage.nonces.epochs(node.mac)) == (([], []), [1, FLASHED + 1])


async def test_host_that_crashes_before_it_has_saved(
    stage: Stage, node: Node, forger: Forger
) -> None:
    assert isinstance(stage.host, Host)
    await arrived(stage, 1)
    saved = stage.file.path.read_text()
    await arrived(stage, 1)
    await stage.host.session.stop()
    stage.file.path.write_text(saved)
    await stage.host_on()
    await arrived(stage, 3)
    assert stage.nonces.reused == []


async def test_host_of_an_old_backup(stage: Stage, node: Node, forger: Forger) -> None:
    """Its confirms go on above those that it doesn't know of, and the node is heard."""
    backup = stage.file.path.read_text()
    await arrived(stage, 4)
    await stage.host_off()
    stage.file.path.write_text(backup)
    await stage.host_on()
    await arrived(stage, 4)
    kept = stage.truth.kept(node)
    assert (stage.nonces.reused, len(kept) < 4) == ([], True)
