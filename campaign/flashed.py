"""Nodes that run from a file system of their own, as `scripts/flash` leaves it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from custom_components.domotik.protocol.firmware import CHECKOUT, Firmware, Role, sources
from simulator.board import Board
from simulator.console import Console
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
def role_files(role: Role, version: str) -> dict[str, bytes]:
    """Return a role's sources, as if they were of a version."""
    files = {name: path.read_bytes() for name, path in sources(role)}
    return files | {"version.py": f'FIRMWARE = "{version}"\n'.encode()}


def firmware(version: str, role: Role = "node", **changed: str) -> Firmware:
    """Return a version of the firmware, with other contents of some modules."""
    others = {f"{name}.py": text.encode() for name, text in changed.items()}
    return Firmware(version, role_files(role, version) | others)


@cache
def image(role: Role, version: str, trial_ms: int = 120_000) -> bytes:
    """Return a flash with that version in its first folder, and how long a trial may hang."""
    start = (CHECKOUT / "lib/start.py").read_text().replace("120_000", str(trial_ms))
    files = {f"a/{name}": content for name, content in role_files(role, version).items()}
    files |= {
        "start.py": start.encode(),
        "main.py": (CHECKOUT / role / "main.py").read_bytes(),
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
    """A node with nothing connected unless told, whose program lies on its flash."""

    def __init__(  # noqa: PLR0913 - what there is to choose
        self,
        home: Home,
        folder: Path,
        place: int,
        *,
        interval: int = 2,
        sensors: Sequence[Mapping[str, object]] = (),
        trial_ms: int = 120_000,
    ) -> None:
        """Make it, running version 0.1.0; it starts when its launcher does."""
        self.board = Board(
            f"node {place}", bytes.fromhex("240ac4010000")[:5] + bytes([place]), home.clock
        )
        home.bus.add(self.board)
        folder.mkdir(parents=True, exist_ok=True)
        self.board.flash = Flash(BLOCKS)
        (folder / "flash.bin").write_bytes(image("node", "0.1.0", trial_ms))
        settings = {
            "interval": interval,
            "heartbeat": interval,
            "console": 0,
            "channel": 6,
            "key": KEY.hex(),
            "sensors": list(sensors),
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


class FlashedBroker:
    """A broker whose program lies on its flash, on a port of its own."""

    def __init__(self, home: Home, folder: Path) -> None:
        """Make it, running version 0.1.0."""
        self.board = Board("broker", bytes.fromhex("240ac40200ff"), home.clock)
        home.bus.add(self.board)
        folder.mkdir(parents=True, exist_ok=True)
        self.board.flash = Flash(BLOCKS)
        (folder / "flash.bin").write_bytes(image("broker", "0.1.0"))
        self.board.nvs.write("domotik", "slot", 0)
        self.launcher = Launcher(self.board, home.bus, Program(STOCK), folder)
        self.console = Console(self.launcher.uart, folder / "port")
        self._text = bytearray()
        self._note = self.launcher.uart.printed
        self.launcher.uart.printed = self._print

    @property
    def port(self) -> str:
        """Return the path of its port."""
        return str(self.console.link)

    @property
    def slot(self) -> int:
        """Return what NVS holds of which version runs."""
        return self.board.nvs.number("domotik", "slot")

    def start(self) -> None:
        """Plug it in."""
        self.console.plug()
        self.launcher.start()

    async def stop(self) -> None:
        """Take it away."""
        self.console.unplug()
        await self.launcher.stop()

    async def printed(self, text: bytes) -> None:
        """Wait until it has printed something."""
        async with asyncio.timeout(20):
            while text not in self._text:
                await asyncio.sleep(0.02)

    def _print(self, content: bytes) -> None:
        self._text += content
        self._note(content)
