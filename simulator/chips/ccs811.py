"""ams CCS811: a boot loader, a program that measures every second, and its baseline."""

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from simulator.i2c import Failure

HARDWARE_ID = 0x81
REG_STATUS = 0x00
REG_MODE = 0x01
REG_RESULT = 0x02
REG_ENVIRONMENT = 0x05
REG_BASELINE = 0x11
REG_HARDWARE_ID = 0x20
REG_ERROR = 0xE0
APP_START = 0xF4
STATUS_ERROR = 0x01
STATUS_READY = 0x08
STATUS_APP_VALID = 0x10
STATUS_RUNS = 0x80
HEATER_SUPPLY = 0x20
MODE_SECONDS = (0.0, 1.0, 10.0, 60.0, 0.25)


@dataclass(frozen=True, slots=True)
class Gases:
    """What the chip smells."""

    co2: int
    tvoc: int


class Ccs811:
    """One chip; `gases` is asked when a result is read."""

    def __init__(
        self, gases: Callable[[], Gases], now: Callable[[], float] = time.monotonic
    ) -> None:
        """Power the chip up, which leaves it in its boot loader."""
        self.failure = Failure.NONE
        self.celsius = 25.0
        self.percent = 50.0
        self.baseline = b"\x12\x34"
        self._gases = gases
        self._now = now
        self.power_on()

    def power_on(self) -> None:
        """Start in the boot loader, with the program there."""
        self._runs = False
        self._mode = 0
        self._pointer = 0
        self._began = 0.0

    def write(self, content: bytes) -> None:
        """Set the mailbox, and what is behind it."""
        self._pointer, value = content[0], content[1:]
        if self._pointer == APP_START:
            self._runs = True
        elif not value or not self._runs:
            return
        elif self._pointer == REG_MODE:
            self._mode = value[0] >> 4 & 7
            self._began = self._now()
        elif self._pointer == REG_ENVIRONMENT:
            percent, warmth = struct.unpack(">HH", value)
            self.percent, self.celsius = percent / 512, warmth / 512 - 25
        elif self._pointer == REG_BASELINE:
            self.baseline = value

    def read(self, count: int) -> bytes:
        """Return the mailbox."""
        boxes: dict[int, Callable[[], bytes]] = {
            REG_STATUS: lambda: bytes((self._status(),)),
            REG_RESULT: self._result,
            REG_BASELINE: lambda: self.baseline,
            REG_HARDWARE_ID: lambda: bytes((HARDWARE_ID,)),
            REG_ERROR: lambda: bytes((HEATER_SUPPLY if self._broken else 0,)),
        }
        box = boxes.get(self._pointer, bytes)()
        return box.ljust(count, b"\0")[:count]

    @property
    def _broken(self) -> bool:
        return self.failure is Failure.ERROR

    def _status(self) -> int:
        measured = self._mode and self._now() - self._began >= MODE_SECONDS[self._mode]
        ready = measured and self.failure is not Failure.NEVER_READY
        valid = self.failure is not Failure.RESET_VALUE
        return (
            STATUS_RUNS * self._runs
            | STATUS_APP_VALID * valid
            | STATUS_READY * bool(ready)
            | STATUS_ERROR * self._broken
        )

    def _result(self) -> bytes:
        status = self._status()
        gases = self._gases() if status & STATUS_READY else Gases(0, 0)
        error = HEATER_SUPPLY if self._broken else 0
        return struct.pack(">HHBB", gases.co2, gases.tvoc, status, error)
