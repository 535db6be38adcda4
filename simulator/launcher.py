"""Runs one board's MicroPython: one process per life, from reset to reset."""

import asyncio
import contextlib
import fcntl
import os
import resource
import shutil
import sys
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.board import Board, Cause, Ending
from simulator.bus import BoardBus
from simulator.crash import TracebackFinder
from simulator.inputs import Wake
from simulator.uart import Pipes, Uart

# An object takes twice the room on this 64-bit port: about 128 kB on a chip.
HEAP = "256k"
STANDINS = Path(__file__).parent / "standins"
# What a board runs that has a file system of its own: whatever lies on its flash.
STOCK = STANDINS / "_boot.py"
# A soft reset out of the raw REPL leads back to it, past main.py.
RAW_REPL = b"raw REPL; CTRL-B to exit"
FRIENDLY_REPL = b">>> "
CTRL_A = b"\x01"
SOFT_TEXT = b"MPY: soft reboot\r\n"
# MicroPython is loaded by CPython here, which must not take a Ctrl-C that comes too early.
UNINTERRUPTED = ("/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh")
CRASH_LOOKS = 100
CRASH_SETTLE_SECONDS = 0.05  # a traceback comes in many small pieces
ROM_TEXT = {
    Cause.POWER_ON: "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
    Cause.HARD: "rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
    Cause.WATCHDOG: "rst:0x8 (TG1WDT_SYS_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
    Cause.DEEP_SLEEP: "rst:0x5 (DEEPSLEEP_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
}


@dataclass(frozen=True, slots=True)
class Program:
    """What a board runs: its main file and where it imports from."""

    main: Path
    folders: tuple[Path, ...] = ()
    heap: str = HEAP

    def search_path(self) -> str:
        """Return MICROPYPATH, the stand-ins first."""
        return ":".join(str(folder) for folder in (STANDINS, *self.folders, ".frozen"))


class Launcher:
    """Keeps one board running, through its sleeps and resets."""

    def __init__(
        self, board: Board, bus: BoardBus, program: Program, flash: Path, boot_seconds: float = 0.0
    ) -> None:
        """Prepare a board; `flash` is the folder that its program sees as its file system."""
        self.board = board
        self.uart = Uart()
        self.program = program
        self.wakes = 0
        self.crashes: list[str] = []
        self._interpreter = micropython()
        self.log: Callable[[str], None] = lambda _: None
        self._bus = bus
        self._flash = flash
        if program.main == STOCK:
            board.flash.lie_in(flash / "flash.bin")
        self._boot_seconds = boot_seconds
        self._powered = asyncio.Event()
        self._ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None
        self._in_raw_repl = False
        self._finder = TracebackFinder()
        self._verdict: asyncio.TimerHandle | None = None
        self.uart.printed = self._note
        board.ending = self._end
        board.baud_changed = self._change_baud

    @property
    def waits(self) -> bool:
        """Tell whether the board has no power."""
        return not self._powered.is_set()

    def start(self) -> None:
        """Give the board power."""
        self._powered.set()
        self._task = asyncio.get_running_loop().create_task(self._run())
        self._task.add_done_callback(self._note_failure)

    async def stop(self) -> None:
        """Take the board away; its process is gone when this returns."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self.uart.silence()
        if self._verdict:
            self._verdict.cancel()

    def power_off(self) -> None:
        """Take the power away until power_on."""
        self._powered.clear()
        self.board.power_cycle()

    def power_on(self) -> None:
        """Give the power back."""
        self.board.lose_power()
        self._powered.set()

    async def _run(self) -> None:
        ending = Ending(Cause.POWER_ON)
        while True:
            if not self.board.supplied():
                self.log("has no charge left")
                self._powered.clear()
            await self._powered.wait()
            self._ended = asyncio.get_running_loop().create_future()
            await self._live(ending.cause, ending.wake)
            ending = self._ended.result()
            if ending.cause is Cause.DEEP_SLEEP:
                ending = await self._sleep(ending)

    async def _live(self, cause: Cause, wake: Wake | None) -> None:
        """Run one process until it has ended, or its life has."""
        self.wakes += 1
        self._finder = TracebackFinder()
        self.board.start(cause, wake)
        self.uart.baud = self.uart.boot_baud
        self.log(f"starts ({cause.name.lower()})")
        self._in_raw_repl &= cause is Cause.SOFT and self.program.main == STOCK
        if cause is Cause.SOFT:
            self.uart.emit(SOFT_TEXT)
        if cause in ROM_TEXT:
            self.uart.emit(f"ets Jul 29 2019 12:21:46\r\n\r\n{ROM_TEXT[cause]}\r\n".encode())
        try:
            await asyncio.sleep(self._boot_seconds)
            await self._process()
        finally:
            self.board.halt()

    async def _process(self) -> None:
        theirs, ours = self._open_pipes()
        try:
            try:
                process = await _started(self._spawn(theirs))
            finally:
                _close(theirs)
            await self._serve(process, ours)
        finally:
            _close(ours)

    async def _serve(self, process: asyncio.subprocess.Process, ours: tuple[int, int]) -> None:
        """Join a process to the UART until it has ended, or its life has."""
        self.uart.attach(Pipes(process.pid, *ours))
        if self._in_raw_repl:
            os.write(ours[0], CTRL_A)
        try:
            await self._until_end(process)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            self.uart.detach()

    def _open_pipes(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return the process's and our ends of its standard streams, input first."""
        their_in, our_in = os.pipe()
        # One write at a time: the board can't run ahead of what its UART has taken.
        our_out, their_out = os.pipe2(os.O_DIRECT)
        fcntl.fcntl(their_out, fcntl.F_SETPIPE_SZ, resource.getpagesize())
        os.set_blocking(our_in, False)
        os.set_blocking(our_out, False)
        return (their_in, their_out), (our_in, our_out)

    async def _spawn(self, streams: tuple[int, int]) -> asyncio.subprocess.Process:
        # -i: as on a board, a program that ends leaves the REPL.
        return await asyncio.create_subprocess_exec(
            *(
                *UNINTERRUPTED,
                self._interpreter,
                "-X",
                f"heapsize={self.program.heap}",
                "-i",
                self.program.main,
            ),
            stdin=streams[0],
            stdout=streams[1],
            stderr=streams[1],
            cwd=self._flash,
            env={
                "DOMOTIK_BOARD": self._bus.address(self.board),
                "MICROPYPATH": self.program.search_path(),
                "DOMOTIK_RAW": "1" if self._in_raw_repl else "",
                "DOMOTIK_FLASH": str(self.board.flash.file),
                "DOMOTIK_SOC": self.board.inputs.soc.name,
                "HOME": str(self._flash),
                "TZ": "UTC",  # a chip has no time zone
            },
            start_new_session=True,
        )

    async def _until_end(self, process: asyncio.subprocess.Process) -> None:
        exited: asyncio.Future[int] = asyncio.ensure_future(process.wait())
        ends: set[asyncio.Future[Any]] = {exited, self._ended}
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            exited.cancel()
        if self._ended.done():
            return
        if process.returncode:
            self._crash(f"micropython exited with {process.returncode}")
        # Ctrl-D in the REPL is a soft reset.
        self._end(Ending(Cause.SOFT))

    async def _sleep(self, ending: Ending) -> Ending:
        """Sleep until the timer or something else wakes the board; without a timer, for ever."""
        self.log(f"sleeps {ending.sleep_ms / 1000:g} s")
        began = self.board.clock.now()
        self._ended = asyncio.get_running_loop().create_future()
        self.board.inputs.look()
        wait = self.board.clock.real_seconds(self.board.sleep_seconds(ending.sleep_ms))
        await asyncio.wait({self._ended}, timeout=wait if ending.sleep_ms else None)
        slept = self.board.clock.now() - began
        ending = self._ended.result() if self._ended.done() else ending
        self.board.asleep(slept, powered=ending.cause is not Cause.POWER_ON)
        return ending

    def _end(self, ending: Ending) -> None:
        """End a life or a sleep; without power it ends like that, whatever ended it before."""
        if self._ended.done() and ending.cause is Cause.POWER_ON:
            self._ended = asyncio.get_running_loop().create_future()
        if not self._ended.done():
            self._ended.set_result(ending)

    def _change_baud(self, baud: int) -> None:
        self.uart.baud = baud

    def _note(self, content: bytes) -> None:
        if RAW_REPL in content or FRIENDLY_REPL in content:
            self._in_raw_repl = RAW_REPL in content
        if self._finder.feed(content):
            loop = asyncio.get_running_loop()
            self._verdict = loop.call_later(CRASH_SETTLE_SECONDS, self._judge, self._finder)

    def _judge(self, finder: TracebackFinder, looks: int = CRASH_LOOKS) -> None:
        if looks and not finder.complete():
            again = asyncio.get_running_loop().call_later
            self._verdict = again(CRASH_SETTLE_SECONDS, self._judge, finder, looks - 1)
        elif finder.traceback():
            self._crash(finder.traceback())

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        """Record a failure of the simulator itself, which must not pass for a quiet board."""
        if not task.cancelled() and (error := task.exception()):
            self._crash("".join(traceback.format_exception(error)))

    def _crash(self, text: str) -> None:
        self.crashes.append(text)
        self.log(f"CRASHED\n{text}")


def micropython() -> str:
    """Return the MicroPython of this environment."""
    beside = Path(sys.executable).with_name("micropython")
    found = str(beside) if beside.exists() else shutil.which("micropython")
    if not found:
        raise FileNotFoundError("no micropython here: run scripts/setup")
    return found


def _close(streams: tuple[int, int]) -> None:
    for stream in streams:
        os.close(stream)


async def _started(
    spawning: Coroutine[Any, Any, asyncio.subprocess.Process],
) -> asyncio.subprocess.Process:
    """Return a process; leave none behind when nobody waits for its start any more."""
    start = asyncio.ensure_future(spawning)
    try:
        return await asyncio.shield(start)
    except asyncio.CancelledError:
        process = await start
        process.kill()
        await process.wait()
        raise
