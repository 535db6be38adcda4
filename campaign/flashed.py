"""Nodes that run from a file system of their own, as `scripts/flash` leaves it."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from custom_components.domotik.protocol.firmware import CHECKOUT, Firmware, sources
from simulator.board import Board
from simulator.flash import Flash
from simulator.home import Home
from simulator.launcher import STOCK, Launcher, Program

KEY = bytes(range(16))
MICROPYTHON = Path(sys.executable).with_name("micropython")
BLOCKS = 256
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
    files |= {
        "start.py": (CHECKOUT / "lib/start.py").read_bytes(),
        "main.py": (CHECKOUT / "node/main.py").read_bytes(),
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
