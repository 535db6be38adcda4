"""The console's UART as stock MicroPython drives it: a FIFO of 128 out, a ring of 260 in."""

import asyncio
import contextlib
import fcntl
import os
import signal
import struct
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FIFO_SIZE = 128
RING_SIZE = 260 - 1  # one place of MicroPython's ring stays empty
TICK = 0.001
BITS_PER_BYTE = 10
CTRL_C = b"\x03"


@dataclass(frozen=True, slots=True)
class Pipes:
    """A board process and our ends of its standard streams."""

    pid: int
    stdin: int
    stdout: int  # and stderr: a board has one console


class Uart:
    """Sits between the streams of the board's process and whatever is on the wire."""

    def __init__(self, baud: int = 115200) -> None:
        """Start with nothing attached; what leaves the board goes to `sink`."""
        self.boot_baud = self.baud = baud
        self.haste = 1.0  # how many times faster than its baud rate the wire is
        self.sink: Callable[[bytes], None] = lambda _: None
        self.printed: Callable[[bytes], None] = lambda _: None
        self.dropped = 0
        self._pipes: Pipes | None = None
        self._fifo = 0.0
        self._fifo_at = 0.0
        self._resume: asyncio.TimerHandle | None = None
        self._outgoing = Pace(self, self._leave)
        self._incoming = Pace(self, self._arrive)

    @property
    def rate(self) -> float:
        """Return bytes per second."""
        return self.haste * self.baud / BITS_PER_BYTE

    @property
    def busy(self) -> bool:
        """Tell whether bytes are still on their way out."""
        return self._outgoing.busy

    def attach(self, pipes: Pipes) -> None:
        """Serve a process that has just started."""
        self._pipes = pipes
        self._fifo = 0.0
        loop = asyncio.get_running_loop()
        loop.add_reader(pipes.stdout, self._print, pipes.stdout)

    def detach(self) -> None:
        """Let go of a process that has ended; what it wrote last is still sent."""
        if self._pipes is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._pipes.stdout)
        self._drain(self._pipes.stdout)
        self._pipes = None
        if self._resume:
            self._resume.cancel()

    def silence(self) -> None:
        """Drop what is still on the wire."""
        self._outgoing.clear()
        self._incoming.clear()

    def emit(self, text: bytes) -> None:
        """Send what the chip itself prints, such as the ROM's boot text."""
        self._outgoing.add(text)

    def receive(self, content: bytes) -> None:
        """Take bytes from the wire, which reach the board no faster than its baud rate."""
        self._incoming.add(content)

    def _leave(self, part: bytes) -> None:
        self.sink(part)

    def _drain(self, stream: int) -> None:
        with contextlib.suppress(BlockingIOError):
            while content := os.read(stream, 65536):
                self.printed(content)
                self._outgoing.add(content)

    def _print(self, stream: int) -> None:
        content = os.read(stream, 65536)
        if not content:
            asyncio.get_running_loop().remove_reader(stream)
            return
        self.printed(content)
        self._outgoing.add(content)
        self._fill(len(content))

    def _fill(self, count: int) -> None:
        """Fill the FIFO; a board that writes on while it is full blocks until there is room."""
        now = time.monotonic()
        self._fifo = max(0.0, self._fifo - (now - self._fifo_at) * self.rate) + count
        self._fifo_at = now
        if self._fifo > FIFO_SIZE and self._pipes:
            loop = asyncio.get_running_loop()
            os.kill(self._pipes.pid, signal.SIGSTOP)
            loop.remove_reader(self._pipes.stdout)
            wait = (self._fifo - FIFO_SIZE) / self.rate
            self._resume = loop.call_later(wait, self._go_on)

    def _go_on(self) -> None:
        if self._pipes:
            # A process that is gone has nothing to go on with.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pipes.pid, signal.SIGCONT)
            stream = self._pipes.stdout
            asyncio.get_running_loop().add_reader(stream, self._print, stream)

    def _arrive(self, content: bytes) -> None:
        """Put bytes into the board's input ring; Ctrl-C acts at once, if it is enabled."""
        if self._pipes is None:
            self.dropped += len(content)
            return
        if CTRL_C in content and catches_interrupt(self._pipes.pid):
            os.kill(self._pipes.pid, signal.SIGINT)
            content = content.replace(CTRL_C, b"")
        room = max(0, RING_SIZE - unread(self._pipes.stdin))
        self.dropped += max(0, len(content) - room)
        # A process that is ending takes nothing any more.
        with contextlib.suppress(BrokenPipeError):
            os.write(self._pipes.stdin, content[:room])


class Pace:
    """Lets bytes pass no faster than the wire."""

    def __init__(self, uart: Uart, sink: Callable[[bytes], None]) -> None:
        """Take the rate from the UART, which can change."""
        self._uart = uart
        self._sink = sink
        self._waiting = bytearray()
        self._mark = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def busy(self) -> bool:
        """Tell whether bytes wait."""
        return bool(self._waiting)

    def add(self, content: bytes) -> None:
        """Queue bytes behind those that wait."""
        self._waiting += content
        if self._timer is None and self._waiting:
            self._mark = time.monotonic()
            self._timer = asyncio.get_running_loop().call_later(TICK, self._pass)

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _pass(self) -> None:
        due = int((time.monotonic() - self._mark) * self._uart.rate)
        part = bytes(self._waiting[:due])
        del self._waiting[:due]
        self._mark += due / self._uart.rate
        self._timer = None
        if self._waiting:
            self._timer = asyncio.get_running_loop().call_later(TICK, self._pass)
        if part:
            self._sink(part)


def unread(pipe: int) -> int:
    """Return how many bytes the reader of a pipe has not read yet."""
    count: int = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]
    return count


def catches_interrupt(pid: int) -> bool:
    """Tell whether SIGINT becomes KeyboardInterrupt, as micropython.kbd_intr sets it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) & 1 << signal.SIGINT - 1)
