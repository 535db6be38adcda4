"""Nodes that run from a file system of their own, and a host that updates them."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign.host import QUICK
from custom_components.domotik.protocol.firmware import Firmware, sources
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.nodes import Fresh
from custom_components.domotik.protocol.outgoing import Post, outgoing
from custom_components.domotik.protocol.session import Session
from custom_components.domotik.protocol.table import NodeTable
from custom_components.domotik.protocol.transfer import Stage
from custom_components.domotik.protocol.updates import Updates
from simulator.board import Board
from simulator.flash import Flash
from simulator.home import Home
from simulator.launcher import STOCK, Launcher, Program

KEY = bytes(range(16))
MICROPYTHON = Path(sys.executable).with_name("micropython")
BLOCKS = 160
MAKE = """
import os, sys, vfs
class Blocks:
    def __init__(self, name):
        self.file = open(name, "r+b")
    def readblocks(self, block, buffer, offset=0):
        self.file.seek(block * 4096 + offset)
        self.file.readinto(buffer)
    def writeblocks(self, block, buffer, offset=0):
        self.file.seek(block * 4096 + offset)
        self.file.write(buffer)
        self.file.flush()
    def ioctl(self, operation, argument):
        if operation == 6:
            self.writeblocks(argument, b"\\xff" * 4096)
        return {4: %d, 5: 4096}.get(operation, 0)
flash = Blocks(sys.argv[1])
vfs.VfsLfs2.mkfs(flash)
vfs.mount(vfs.VfsLfs2(flash), "/flash")
def copy(folder, target):
    for name, kind, *_ in os.ilistdir(folder):
        if kind & 0x4000:
            os.mkdir(target + "/" + name)
            copy(folder + "/" + name, target + "/" + name)
        else:
            with open(folder + "/" + name, "rb") as source:
                with open(target + "/" + name, "wb") as file:
                    file.write(source.read())
copy(sys.argv[2], "/flash")
vfs.umount("/flash")
"""


@cache
def node_files(version: str) -> dict[str, bytes]:
    """Return a node's sources, as if they were of a version."""
    files = {name: path.read_bytes() for name, path in sources("node")}
    return files | {"version.py": f'FIRMWARE = "{version}"\n'.encode()}


def firmware(version: str, **changed: str) -> Firmware:
    """Return a version of a node's firmware, with other contents of some modules."""
    others = {f"{name}.py": text.encode() for name, text in changed.items()}
    return Firmware(version, node_files(version) | others)


@cache
def image(version: str) -> bytes:
    """Return a flash with that version in its first folder."""
    files = {f"a/{name}": content for name, content in node_files(version).items()}
    root = Path(__file__).parent.parent.parent / "firmware"
    files |= {
        "start.py": (root / "lib/start.py").read_bytes(),
        "main.py": (root / "node/main.py").read_bytes(),
    }
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, "files", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        flash = Flash(BLOCKS)
        flash.lie_in(Path(folder, "flash"))
        script = Path(folder, "make.py")
        script.write_text(MAKE % BLOCKS)
        command = [MICROPYTHON, script, Path(folder, "flash"), Path(folder, "files")]
        subprocess.run(command, check=True)
        return Path(folder, "flash").read_bytes()


class FlashedNode:
    """A node with nothing connected, whose program lies on its flash."""

    def __init__(self, home: Home, folder: Path, place: int, version: str = "0.1.0") -> None:
        """Make it; it starts when its launcher does."""
        self.board = Board(
            f"node {place}", bytes.fromhex("240ac4010000")[:5] + bytes([place]), home.clock
        )
        home.bus.add(self.board)
        folder.mkdir(parents=True, exist_ok=True)
        self.board.flash = Flash(BLOCKS)
        (folder / "flash.bin").write_bytes(image(version))
        settings = {
            "interval": 2,
            "heartbeat": 2,
            "console": 0,
            "channel": 6,
            "key": KEY.hex(),
            "sensors": [],
        }
        self.board.nvs.write("domotik", "settings", json.dumps(settings).encode())
        self.board.nvs.write("domotik", "slot", 0)
        self.launcher = Launcher(self.board, home.bus, Program(STOCK), folder)
        self.launcher.uart.boot_baud = 2_000_000

    @property
    def mac(self) -> str:
        """Return its MAC as the host writes it."""
        return self.board.mac.hex(":")

    @property
    def slot(self) -> int:
        """Return what NVS holds of which version runs."""
        return self.board.nvs.number("domotik", "slot")


class Host:
    """The protocol layer at a broker's port, with updates as the integration runs them."""

    def __init__(self, home: Home, nodes: Sequence[FlashedNode], new: Firmware) -> None:
        """Serve nodes, and bring a version."""
        self.table = NodeTable()
        self.updates = Updates(new)
        self.samples: list[tuple[str, Fresh]] = []
        self.frames = 0
        self._macs = {node.mac for node in nodes}
        self._unconfirmed: set[str] = set()
        for mac in self._macs:
            self.table.node(mac).trust(KEY)
        self.session = Session(home.broker.port, home.broker.board.mac.hex(":"), self, QUICK)

    def now(self) -> float:
        """Return seconds."""
        return asyncio.get_running_loop().time() + 1e9

    def stage(self, node: FlashedNode) -> Stage | None:
        """Return how far a node's update is."""
        transfer = self.updates.of(node.mac)
        return transfer.stage if transfer else None

    def version(self, node: FlashedNode) -> str:
        """Return which firmware a node says it runs."""
        announce = self.table.node(node.mac).announce
        return announce.firmware if announce else ""

    async def start(self, nodes: Sequence[FlashedNode]) -> None:
        """Open the session, start the nodes, and wait until all have said what they are."""
        await self.session.start()
        self.session.own(self._macs)
        for node in nodes:
            node.launcher.start()
        async with asyncio.timeout(20):
            while not all(self.version(node) for node in nodes):
                await asyncio.sleep(0.05)

    async def ended(self, node: FlashedNode, seconds: float = 55) -> Stage | None:
        """Return how a node's update ended."""
        async with asyncio.timeout(seconds):
            while (transfer := self.updates.of(node.mac)) and not transfer.over:
                await asyncio.sleep(0.05)
        return self.stage(node)

    def reason(self, node: FlashedNode) -> str:
        """Return why a node's update failed."""
        transfer = self.updates.of(node.mac)
        return transfer.reason if transfer else ""

    def begin(self, *nodes: FlashedNode) -> None:
        """Queue updates."""
        for node in nodes:
            self.updates.begin(self.table.node(node.mac))
        self._take_turns()

    def received(self, received: Received) -> None:
        """Take a frame."""
        self.frames += 1
        if received.mac not in self._macs:
            return
        node = self.table.node(received.mac)
        letters = node.mailbox.pending
        self.samples += [(received.mac, fresh) for fresh in node.apply(received, self.now())]
        self._unconfirmed.add(received.mac)
        if self.updates.hear(node, self.now()) or letters:
            self._take_turns()

    def _take_turns(self) -> None:
        self.updates.take_turns(self.table.nodes, self.now())
        self.session.post()

    def opened(self) -> None:
        """Confirm every node again."""
        self._unconfirmed |= self._macs

    async def settle(self) -> Mapping[str, bytes]:
        """Return the confirms of what was there before."""
        macs, self._unconfirmed = self._unconfirmed, set()
        confirms = {mac: self.table.node(mac).confirm() for mac in sorted(macs)}
        return {mac: confirm for mac, confirm in confirms.items() if confirm}

    async def mail(self) -> Sequence[Post] | None:
        """Return what the broker should hold."""

        async def save() -> bool:
            return True

        letters = await outgoing(self.table, self._macs, self.now(), save)
        return None if letters is None else [*letters, *self.updates.posts()]

    def link_changed(self) -> None:
        """Show nothing."""
