"""Updates over the air: many nodes through loss, and the power cut at random bytes of one."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from campaign.flashed import FlashedNode, firmware
from campaign.update_host import UpdateHost
from custom_components.domotik.protocol.firmware import Firmware
from custom_components.domotik.protocol.transfer import Stage
from simulator.ether import Conditions, Frame
from simulator.home import Home
from simulator.plan import Plan

NODES = 20
LOSS = 0.2
AT_ONCE = 8
OLD = "0.1.0"
# What changes from one release to the next: three modules of 2 to 10 kB besides the version.
CHANGED = ("uplink", "node", "measure")
PATIENCE_SECONDS = 600
SETTLE_SECONDS = 10


@dataclass(slots=True)
class Update:
    """One node's update; bytes are those of frames in the air, both ways."""

    what: str
    seconds: float
    bytes: int
    charge_mc: float
    ended: Stage | None
    version: str

    def __str__(self) -> str:
        """Return one line."""
        return (
            f"{self.what:<28}{self.seconds:7.1f} s {self.bytes:8} bytes "
            f"{self.charge_mc:7.0f} mC  {self.ended} on {self.version}"
        )


async def run(cuts: int, nodes: int | None) -> int:
    """Print the figures of all updates and what power cuts did; return the exit code."""
    quiet = [await without_loss(whole=whole) for whole in (False, True)]
    lossy, readings = await through_loss(nodes or NODES)
    for update in quiet + lossy:
        print(update, flush=True)
    print(readings, flush=True)
    played = await power_cuts(cuts)
    broken = [each for each in played if each.broken]
    for each in broken:
        print(each)
    print(f"{len(played)} power cuts, {len(broken)} nodes not on the version they were to get")
    failed = [update for update in quiet + lossy if update.ended is not Stage.DONE]
    return 1 if broken or failed or readings.lost else 0


def release(version: str, *, whole: bool = False) -> Firmware:
    """Return a version in which some modules are others, or all."""
    files = firmware(version).files
    other = f"\n# {version}\n".encode()
    changed = {
        name: content + other
        for name, content in files.items()
        if whole or name.removesuffix(".py") in CHANGED
    }
    return Firmware(version, files | changed)


class Scene:
    """A broker, nodes that run from their flash, and a host."""

    def __init__(
        self, count: int, new: Firmware, *, loss: float = 0.0, at_once: int = 1, interval: int = 2
    ) -> None:
        """Prepare it."""
        self.home = Home(Plan(nodes=0, reset_on_open=False, boot_seconds=0), Conditions(loss=loss))
        self._count = count
        self._new = new
        self._at_once = at_once
        self._interval = interval
        self.nodes: list[FlashedNode] = []
        self.host: UpdateHost
        self.octets: dict[bytes, int] = {}

    async def __aenter__(self) -> Self:
        """Start it; every node is known when this returns."""
        self._folder = TemporaryDirectory(prefix="domotik-")
        await self.home.__aenter__()
        folder = Path(self._folder.name)
        self.nodes = [
            FlashedNode(self.home, folder / str(place), place, interval=self._interval)
            for place in range(1, 1 + self._count)
        ]
        self.home.ether.taps.append(self._count_octets)
        self.host = UpdateHost(self.home.broker, self.nodes, self._new, self._at_once)
        await self.host.start(self.nodes)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave nothing behind."""
        await self.host.session.stop()
        await asyncio.gather(*(node.launcher.stop() for node in self.nodes))
        await self.home.__aexit__(None, None, None)
        self._folder.cleanup()

    async def update(self, node: FlashedNode, what: str) -> Update:
        """Wait for the end of a node's update, and measure it from its turn on."""
        while self.host.stage(node) is Stage.WAITING:
            await asyncio.sleep(0.02)
        began, charge = time.monotonic(), node.board.meter.spent_mc
        octets = self.octets.get(node.board.mac, 0)
        ended = await self.host.ended(node, PATIENCE_SECONDS)
        return Update(
            what,
            time.monotonic() - began,
            self.octets.get(node.board.mac, 0) - octets,
            node.board.meter.spent_mc - charge,
            ended,
            self.host.version(node),
        )

    async def readings(self) -> Readings:
        """Return what became of the samples, once those under way have had time to arrive."""
        await asyncio.sleep(SETTLE_SECONDS)
        taken = Counter((mac, fresh.epoch, fresh.number) for mac, fresh in self.host.samples)
        newest: dict[tuple[str, int], int] = {}
        for mac, epoch, number in taken:
            newest[mac, epoch] = max(number, newest.get((mac, epoch), 0))
        expected = sum(number + 1 for number in newest.values())
        return Readings(len(taken), expected - len(taken), taken.total() - len(taken))

    def _count_octets(self, frame: Frame) -> None:
        for mac in (frame.source, frame.destination):
            self.octets[mac] = self.octets.get(mac, 0) + len(frame.message)


@dataclass(frozen=True, slots=True)
class Readings:
    """What the host was handed on of the samples that nodes took while they were updated."""

    arrived: int
    lost: int
    doubled: int

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.arrived} readings arrived meanwhile, {self.lost} lost, {self.doubled} twice"


async def through_loss(nodes: int = NODES) -> tuple[list[Update], Readings]:
    """Update nodes one after the other while every fifth frame is lost."""
    async with Scene(nodes, release("0.2.0"), loss=LOSS, interval=5) as scene:
        scene.host.begin(*scene.nodes)
        updates = [
            scene.update(node, f"{LOSS:.0%} loss, node {place}")
            for place, node in enumerate(scene.nodes, 1)
        ]
        found = list(await asyncio.gather(*updates))
        scene.home.ether.conditions.loss = 0.0
        return found, await scene.readings()


async def without_loss(*, whole: bool) -> Update:
    """Update one node on a quiet ether."""
    async with Scene(1, release("0.2.0", whole=whole)) as scene:
        scene.host.begin(scene.nodes[0])
        return await scene.update(scene.nodes[0], "every file" if whole else "three files")


@dataclass(slots=True)
class Cut:
    """A power cut in an update, and what became of the node."""

    at: int
    ended: Stage | None
    before: str
    after: str
    reason: str

    @property
    def broken(self) -> bool:
        """Tell whether the node did not end on the version that it was to get."""
        return self.ended is not Stage.DONE


async def power_cuts(cuts: int, seed: int = 0) -> list[Cut]:
    """Cut the power at that many random bytes of updates."""
    luck = random.Random(seed)
    found: list[Cut] = []
    async with Scene(min(cuts, AT_ONCE), release("0.2.0"), at_once=AT_ONCE) as scene:
        written = await _written(scene)
        for number in _versions():
            found += await asyncio.gather(
                *(cut(scene, node, luck.randrange(written)) for node in scene.nodes)
                if _offer(scene, f"0.{number}.0")
                else ()
            )
            print(f"{len(found)} power cuts played", flush=True)
            if len(found) >= cuts:
                return found
    return found


def _versions() -> Iterator[int]:
    yield from range(3, 10_000)


async def _written(scene: Scene) -> int:
    """Return how many bytes of flash an update writes or erases, after a first one."""
    before = [node.board.flash.written for node in scene.nodes]
    scene.host.begin(*scene.nodes)
    await asyncio.gather(*(scene.host.ended(node, PATIENCE_SECONDS) for node in scene.nodes))
    return max(
        node.board.flash.written - written
        for node, written in zip(scene.nodes, before, strict=True)
    )


def _offer(scene: Scene, version: str) -> bool:
    """Queue another version for all nodes."""
    scene.host.updates.firmware = release(version)
    scene.host.begin(*scene.nodes)
    return True


async def cut(scene: Scene, node: FlashedNode, at: int) -> Cut:
    """Play one cut to the end of its update."""
    host = scene.host
    before = host.version(node)
    node.board.flash.cut_after = at
    ended = await host.ended(node, PATIENCE_SECONDS)
    node.board.flash.cut_after = None
    frames = host.table.node(node.mac).figures.frames
    async with asyncio.timeout(PATIENCE_SECONDS):
        while host.table.node(node.mac).figures.frames == frames:
            await asyncio.sleep(0.05)
    return Cut(at, ended, before, host.version(node), host.reason(node))
