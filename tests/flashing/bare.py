"""A board on a serial port as `scripts/flash` meets it, from the ROM's loader on.

esptool and mpremote meet the same port. Behind it are a mock of the ROM's protocol and the
simulated board with its real littlefs; a pty has no modem lines, so closing the port after a
verified write is the reset.
"""

import asyncio
import json
import os
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, override

from flashing.__main__ import main
from flashing.reach import Patience
from simulator.board import Board
from simulator.bus import BoardBus
from simulator.console import Console
from simulator.launcher import STOCK, Launcher, Program

ROOT = Path(__file__).parent.parent.parent
WRITE_VERIFIED = b"\xc0\x00\x13"  # the ROM's command for an MD5 over what was written
PATIENCE_SECONDS = 45
HASTE = 20  # of the wire: its own speed is a matter of tests/simulator
# A board that is plugged in answers at once here, whatever the machine has to do besides.
QUICK = Patience(knock=1, restart=1, press=30)
SIGNS_SECONDS = 3  # a node that has just been started sleeps for less


@dataclass(frozen=True, slots=True)
class Making:
    """What makes a board what it is."""

    role: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What was told when a board was made, its file system, and the entries of its NVS."""

    told: str
    files: bytes
    entries: dict[tuple[str, str], int | bytes]


class Bare:
    """A board with an empty file system and no settings, and its USB port."""

    def __init__(self, board: Board, bus: BoardBus, folder: Path) -> None:
        """Plug it in; MicroPython runs on it unless a loader holds it."""
        self.board = board
        folder.mkdir(exist_ok=True)
        self.launcher = Launcher(board, bus, Program(STOCK), folder)
        self.launcher.uart.haste = HASTE
        self.console = Console(self.launcher.uart, folder / "port")
        self.printed = bytearray()
        self.told = ""
        self._noted = self.launcher.uart.printed
        self.launcher.uart.printed = self._print

    def _print(self, content: bytes) -> None:
        self.printed += content
        self._noted(content)

    @property
    def port(self) -> str:
        """Return the path of its port."""
        return str(self.console.link)

    def memory(self, told: str) -> Memory:
        """Return a copy of what outlives its power, and what the command told that made it."""
        assert self.board.flash.file
        return Memory(told, self.board.flash.file.read_bytes(), self.board.nvs.entries())

    def remember(self, memory: Memory) -> None:
        """Be a board that was made before."""
        assert self.board.flash.file
        self.told = memory.told
        self.board.flash.file.write_bytes(memory.files)
        for (namespace, key), value in memory.entries.items():
            self.board.nvs.write(namespace, key, value)

    def settings(self) -> dict[str, Any]:
        """Return the settings in its NVS."""
        found: dict[str, Any] = json.loads(self.board.nvs.blob("domotik", "settings"))
        return found

    def start(self) -> None:
        """Give it power."""
        self.console.plug()
        self.launcher.start()

    def unplug(self) -> None:
        """Pull the cable, which is its power too."""
        self.console.unplug()
        self.launcher.power_off()

    def plug(self) -> None:
        """Put the cable back."""
        self.console.plug()
        self.launcher.power_on()

    async def prints(self, text: bytes) -> None:
        """Wait until it has printed something."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while text not in self.printed:
                await asyncio.sleep(0.02)

    async def asleep(self) -> None:
        """Wait until it sleeps for longer than between the first signs of a node."""
        slept = asyncio.Event()

        def note(text: str) -> None:
            what, _, length = text.partition(" ")
            if what == "sleeps" and float(length.split()[0]) > SIGNS_SECONDS:
                slept.set()

        self.launcher.log = note
        async with asyncio.timeout(PATIENCE_SECONDS):
            await slept.wait()

    async def stop(self) -> None:
        """Take it away for good."""
        self.console.unplug()
        await self.launcher.stop()


async def said(command: Command | Script, text: str) -> None:
    """Wait until a command has printed something."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while text not in command.text:
            await asyncio.sleep(0.02)


async def reached(bare: Bare, command: Command) -> None:
    """Wait until a command has the board, whose reset button is pressed if it asks for that."""
    asked = False
    async with asyncio.timeout(PATIENCE_SECONDS):
        while "firmware" not in command.text:
            if not asked and "press its reset button" in command.text:
                asked = True
                bare.board.press_reset()
            await asyncio.sleep(0.02)


class Rom(Console):
    """A port whose board waits in the ROM loader until a write has been verified."""

    def __init__(self, bare: Bare, loader: int) -> None:
        """Stand in for the board's own console; the loader listens on a TCP port."""
        super().__init__(bare.launcher.uart, bare.console.link)
        self._bare = bare
        self._loader = loader
        self._writer: asyncio.StreamWriter | None = None
        self._talk: asyncio.Task[None] | None = None
        self._early = bytearray()
        self.in_rom = True
        self.written = asyncio.Event()
        self.opened = self._connect
        bare.console = self

    def _connect(self) -> None:
        if self.in_rom:
            self._talk = asyncio.create_task(self._pass_on())

    async def _pass_on(self) -> None:
        """Pass on what the loader answers while the port is open."""
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._loader)
        self._writer.write(self._early)
        self._early.clear()
        try:
            while content := await reader.read(1024):
                await self._give(content)
        finally:
            self._writer.close()
            self._writer = None

    async def _give(self, content: bytes) -> None:
        """Write to the host, who may be slow to read."""
        while content and self._master is not None:
            try:
                content = content[os.write(self._master, content) :]
            except BlockingIOError:
                await asyncio.sleep(0.001)

    @override
    def _hear(self, content: bytes) -> None:
        if not self.in_rom:
            super()._hear(content)
            return
        if WRITE_VERIFIED in content:
            self.written.set()
        if self._writer:
            self._writer.write(content)
        else:
            self._early += content

    @override
    def _as_heard(self, content: bytes) -> bytes:
        """Let the loader follow the host's speed, as esptool asks it to."""
        return content if self.in_rom else super()._as_heard(content)

    @override
    def _await_open(self) -> None:
        """End the talk with the port's closing; after a write the board starts."""
        super()._await_open()
        if self._talk:
            self._talk.cancel()
            self._talk = None
        if self.in_rom and self.written.is_set():
            self.in_rom = False
            self._bare.launcher.start()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `scripts/flash` did and printed."""

    code: int
    text: str


class Command:
    """One run of the program, in this process: starting Python takes longer than most runs."""

    def __init__(self, *arguments: str) -> None:
        """Prepare a run."""
        self._arguments = list(arguments)
        self._shown = StringIO()

    @property
    def text(self) -> str:
        """Return what it has printed so far."""
        return self._shown.getvalue()

    async def __call__(self) -> Outcome:
        """Run to the end."""
        with redirect_stdout(self._shown), redirect_stderr(self._shown):
            code = await asyncio.to_thread(main, self._arguments, QUICK)
        return Outcome(code, self.text)


class Script:
    """One run of the program as the script starts it."""

    def __init__(self, *arguments: str) -> None:
        """Prepare a run."""
        self._arguments = arguments
        self._environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        self.text = ""
        self._process: asyncio.subprocess.Process | None = None

    def send(self, number: signal.Signals) -> None:
        """Send the running command a signal, as Ctrl-C does."""
        assert self._process
        self._process.send_signal(number)

    async def __call__(self) -> Outcome:
        """Run to the end."""
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "flashing",
            *self._arguments,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert process.stdout
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while line := await process.stdout.readline():
                    self.text += line.decode()
                return Outcome(await process.wait(), self.text)
        except TimeoutError:
            raise AssertionError(self.text) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
