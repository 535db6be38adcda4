"""ASAIR AHT20: a command of three bytes, an answer of status, two numbers of 20 bits and a CRC."""

import errno
import time
from collections.abc import Callable

from simulator.chips.bme280 import Air
from simulator.faults import DriverError
from simulator.i2c import Failure

SOFT_RESET = b"\xba"
STATUS = b"\x71"
MEASURE = b"\xac\x33\x00"
MEASURES_SECONDS = 0.08
BUSY = 0x80
CALIBRATED = 0x18
CRC_OF_BYTES = 0x131
FULL = 1 << 20


class Aht20:
    """One chip; `air` is asked when a measurement begins."""

    def __init__(self, air: Callable[[], Air], now: Callable[[], float] = time.monotonic) -> None:
        """Power the chip up, with nothing measured."""
        self.failure = Failure.NONE
        self._air = air
        self._now = now
        self.power_on()

    def power_on(self) -> None:
        """Forget what was measured."""
        self._numbers = bytes(5)
        self._ready_at = 0.0

    def write(self, content: bytes) -> None:
        """Carry out one command; an unknown one is not acknowledged."""
        if content == SOFT_RESET:
            self.power_on()
        elif content == MEASURE:
            self._numbers = self._measure()
            self._ready_at = self._now() + MEASURES_SECONDS
        elif content != STATUS:
            raise DriverError(errno.ENODEV)

    def read(self, count: int) -> bytes:
        """Return the status and what was measured last, with the checksum of all that."""
        busy = self._now() < self._ready_at or self.failure is Failure.NEVER_READY
        answer = bytes((CALIBRATED | BUSY * busy,)) + self._numbers
        wrong = self.failure is Failure.CHECKSUM
        return (answer + bytes((crc(answer) ^ wrong,)))[:count].ljust(count, b"\xff")

    def _measure(self) -> bytes:
        air = self._air()
        dampness = round(air.percent / 100 * FULL)
        warmth = round((air.celsius + 50) / 200 * FULL)
        return (dampness << 20 | warmth).to_bytes(5)


def crc(content: bytes) -> int:
    """Return a CRC-8: what is left of a division by the polynomial 0x131, begun with ones."""
    bits = 8 * len(content)
    rest = int.from_bytes(content) << 8 ^ 0xFF << bits
    for place in range(bits + 7, 7, -1):
        if rest >> place & 1:
            rest ^= CRC_OF_BYTES << place - 8
    return rest
