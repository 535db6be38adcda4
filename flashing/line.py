"""The serial line to a board's console, before mpremote takes it over."""

import contextlib
import errno
import time
from collections.abc import Iterator
from typing import Self

import serial
from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport

from custom_components.domotik.protocol import wire
from flashing.errors import PortBusy, PortForbidden, PortMissing

BAUD = 115200
RAW_REPL = b"raw REPL; CTRL-B to exit\r\n"
CTRL_A = b"\x01"
CTRL_C = b"\x03"
# A broker takes Ctrl-C as any other byte once a host has spoken to it: it wants to be asked.
EXIT = b"\n" + wire.pack_line(wire.EXIT, 1, b"")
# A board that fell silent must not hold us for ever.
ANSWER_SECONDS = 10
KNOCK_SECONDS = 0.25
PULSE_SECONDS = 0.1


class Line:
    """An open port; use it as a context."""

    def __init__(self, port: str) -> None:
        """Open the port; raises the error that says what to do."""
        self.port = port
        self.transport = _opened(port)
        self._serial: serial.Serial = self.transport.serial

    def __enter__(self) -> Self:
        """Return the open line."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the port."""
        # A board that was pulled out meanwhile can't be closed any better.
        with contextlib.suppress(OSError):
            self.transport.close()

    def knock(self, seconds: float) -> bool:
        """Ask for the raw REPL until it answers; False when it does not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._serial.write(CTRL_C + CTRL_C + EXIT + CTRL_C + CTRL_A)
            if self._heard(RAW_REPL, KNOCK_SECONDS) and self._settle():
                return True
        return False

    def _settle(self) -> bool:
        """Start afresh: a knock may have stopped the board before its files were mounted.

        A soft reset out of the raw REPL mounts them, runs no program and gives all memory back.
        """
        while self._heard(RAW_REPL, KNOCK_SECONDS):
            pass
        try:
            self.transport.enter_raw_repl()
        except TransportError:
            return False
        return True

    def reset(self) -> None:
        """Pull EN low, as the adapter's RTS does; a port without modem lines does nothing."""
        with contextlib.suppress(OSError):
            self._serial.dtr = False
            self._serial.rts = True
            time.sleep(PULSE_SECONDS)
            self._serial.rts = False

    def lines(self, seconds: float) -> Iterator[str]:
        """Yield what the board prints, line by line, for so long."""
        end = time.monotonic() + seconds
        rest = b""
        while time.monotonic() < end:
            rest += self._read()
            *ended, rest = rest.split(b"\n")
            for line in ended:
                yield line.decode(errors="replace").strip("\r")

    def write(self, content: bytes) -> None:
        """Send bytes as they are."""
        self._serial.write(content)

    def _heard(self, wanted: bytes, seconds: float) -> bool:
        end = time.monotonic() + seconds
        heard = b""
        while wanted not in heard and time.monotonic() < end:
            heard += self._read()
        return wanted in heard

    def _read(self) -> bytes:
        """Return what has arrived; waits a little when nothing has."""
        if waiting := self._serial.in_waiting:
            return bytes(self._serial.read(waiting))
        time.sleep(0.005)
        return b""


def _opened(port: str) -> SerialTransport:
    try:
        # Seen first, because mpremote tells no reason.
        serial.serial_for_url(port, BAUD, exclusive=True).close()
        return SerialTransport(port, BAUD, timeout=ANSWER_SECONDS)
    except (OSError, ValueError, TransportError) as error:
        number = getattr(error, "errno", None)
        if number in (errno.EACCES, errno.EPERM):
            raise PortForbidden(port) from error
        if number in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in str(error):
            raise PortBusy(port) from error
        raise PortMissing(port, error) from error
