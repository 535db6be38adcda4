"""A bench for boards that run small MicroPython scripts on the stand-ins."""

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.board import Board
from simulator.bus import BoardBus
from simulator.clock import Clock
from simulator.ether import Ether
from simulator.launcher import Launcher, Program

PATIENCE_SECONDS = 15


class Seconds:
    """A clock that a test turns."""

    def __init__(self) -> None:
        """Start at zero."""
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Bench:
    """Boards on one ether; what each prints is kept."""

    def __init__(self, folder: Path, scale: float = 1.0) -> None:
        """Start with an empty bench."""
        self.clock = Clock(scale)
        self.ether = Ether()
        self.bus = BoardBus(self.ether)
        self.launchers: list[Launcher] = []
        self._folder = folder
        self._numbers = itertools.count(1)
        self._printed: dict[Launcher, bytearray] = {}

    def board(self, **options: Any) -> Board:
        """Return a new board on the bench."""
        number = next(self._numbers)
        board = Board(f"board {number}", bytes((2, 0, 0, 0, 0, number)), self.clock, **options)
        self.bus.add(board)
        return board

    def launch(
        self, script: str, board: Board | None = None, folders: tuple[Path, ...] = ()
    ) -> Launcher:
        """Let a board run a script from now on, which may import from those folders."""
        board = board or self.board()
        flash = self._folder / board.mac.hex()
        flash.mkdir()
        (flash / "main.py").write_text(script)
        program = Program(flash / "main.py", folders)
        return self.attach(Launcher(board, self.bus, program, flash))

    def attach(self, launcher: Launcher) -> Launcher:
        """Start a board, and keep what it prints."""
        printed = self._printed[launcher] = bytearray()
        launcher.uart.boot_baud = 2_000_000
        launcher.uart.sink = printed.extend
        self.launchers.append(launcher)
        launcher.start()
        return launcher

    async def run(
        self, script: str, board: Board | None = None, folders: tuple[Path, ...] = ()
    ) -> str:
        """Return what a script has printed when it comes to `print("end")`."""
        launcher = self.launch(script + '\nprint("end")\n', board, folders)
        return (await self.says(launcher, "end\r\n>>> ", "end\n")).split("end")[0].strip()

    def said(self, launcher: Launcher) -> str:
        """Return what a board has printed so far, without the ROM's boot text."""
        text = self._printed[launcher].decode(errors="replace")
        lines = [line for line in text.splitlines(keepends=True) if "\r\n" not in line]
        return "".join(lines)

    async def says(self, launcher: Launcher, *wanted: str) -> str:
        """Wait until a board has printed something; return all that it printed."""
        await self.until(lambda: any(text in self.said(launcher) for text in wanted))
        return self.said(launcher)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until a condition holds."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not true():
                await asyncio.sleep(0.002)

    async def stop(self) -> None:
        """Take every board away."""
        await asyncio.gather(*(launcher.stop() for launcher in self.launchers))
        await self.bus.stop()
