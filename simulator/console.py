"""The broker's USB serial port on the host's side: a pty behind a link that keeps its name."""

import asyncio
import contextlib
import os
import random
import select
import termios
import tty
from collections.abc import Callable
from pathlib import Path

from simulator.uart import Uart

WATCH_SECONDS = 0.01
OUTPUT_SPEED = 5  # place in what tcgetattr returns
SPEEDS = {
    baud: getattr(termios, f"B{baud}")
    for baud in (9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1000000, 2000000)
}


class Console:
    """A serial adapter between a UART and a port that a host can open."""

    def __init__(self, uart: Uart, link: Path) -> None:
        """Prepare the adapter; `link` is the port's path while it is plugged."""
        self.uart = uart
        self.link = link
        self.opened: Callable[[], None] = lambda: None
        self.lost = 0
        self.bit_errors = 0.0  # the chance of each bit, both ways
        self._master: int | None = None
        self.is_open = False
        self._watch: asyncio.TimerHandle | None = None

    def plug(self) -> None:
        """Make the port appear."""
        self._master, slave = os.openpty()
        os.set_blocking(self._master, False)
        tty.setraw(slave)
        self._set_speed(slave)
        self._point_at(os.ttyname(slave))
        # From here on a hang-up on the master means that nobody has the port open.
        os.close(slave)
        self.uart.sink = self._to_host
        self._await_open()

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open gets an error."""
        if self._master is None:
            return
        asyncio.get_running_loop().remove_reader(self._master)
        if self._watch:
            self._watch.cancel()
        self.link.unlink(missing_ok=True)
        os.close(self._master)
        self._master = None
        self.is_open = False

    def _set_speed(self, slave: int) -> None:
        """Begin at the board's speed, for hosts that set none."""
        settings = termios.tcgetattr(slave)
        settings[OUTPUT_SPEED - 1] = settings[OUTPUT_SPEED] = SPEEDS[self.uart.boot_baud]
        termios.tcsetattr(slave, termios.TCSANOW, settings)

    def _point_at(self, name: str) -> None:
        fresh = self.link.with_name(self.link.name + ".new")
        fresh.symlink_to(name)
        fresh.rename(self.link)

    def _await_open(self) -> None:
        """Look for a host that opens the port; the kernel has no event for it."""
        self.is_open = False
        self._watch = asyncio.get_running_loop().call_later(WATCH_SECONDS, self._look)

    def _look(self) -> None:
        assert self._master is not None
        poll = select.poll()
        poll.register(self._master, select.POLLIN)
        if any(event & select.POLLHUP for _, event in poll.poll(0)):
            self._await_open()
            return
        self.is_open = True
        asyncio.get_running_loop().add_reader(self._master, self._from_host)
        self.opened()

    def _from_host(self) -> None:
        assert self._master is not None
        try:
            content = os.read(self._master, 4096)
        except BlockingIOError:
            return
        except OSError:
            asyncio.get_running_loop().remove_reader(self._master)
            self._await_open()
            return
        self._hear(content)

    def _hear(self, content: bytes) -> None:
        """Take bytes of the host."""
        self.uart.receive(self._as_heard(content))

    def _as_heard(self, content: bytes) -> bytes:
        """Return what the other side makes of bytes: noise unless both have the same speed."""
        if self.bit_errors:
            content = flipped(content, self.bit_errors)
        assert self._master is not None
        speed = termios.tcgetattr(self._master)[OUTPUT_SPEED]
        return content if speed == SPEEDS[self.uart.baud] else random.randbytes(len(content))

    def _to_host(self, content: bytes) -> None:
        """Write what the board sent; it is lost when nobody has the port open or reads it."""
        written = 0
        if self.is_open and self._master is not None:
            with contextlib.suppress(OSError):
                written = os.write(self._master, self._as_heard(content))
        self.lost += len(content) - written


def flipped(content: bytes, chance: float) -> bytes:
    """Return bytes of which each bit is wrong with that chance."""
    flawed = bytearray(content)
    for bit in range(8 * len(flawed)):
        if random.random() < chance:
            flawed[bit // 8] ^= 1 << bit % 8
    return bytes(flawed)
