"""Sensirion SHT4x: commands of one byte, answers of words with a CRC each."""

import errno
import time
from collections.abc import Callable

from simulator.chips.bme280 import Air
from simulator.faults import DriverError
from simulator.i2c import Failure

SOFT_RESET = 0x94
SERIAL_NUMBER = 0x89
# Longest time of a measurement, by command.
MEASUREMENTS = {0xFD: 0.0083, 0xF6: 0.0045, 0xE0: 0.0016}
CRC_OF_TWO_BYTES = 0x131


class Sht4x:
    """One chip; `air` is asked when a measurement begins."""

    def __init__(self, air: Callable[[], Air], now: Callable[[], float] = time.monotonic) -> None:
        """Power the chip up, with nothing to tell."""
        self.failure = Failure.NONE
        self._air = air
        self._now = now
        self.power_on()

    def power_on(self) -> None:
        """Forget what was measured."""
        self._answer = b""
        self._ready_at = 0.0

    def write(self, content: bytes) -> None:
        """Carry out one command; an unknown one is not acknowledged."""
        command = content[0]
        if command == SOFT_RESET:
            self.power_on()
        elif command == SERIAL_NUMBER:
            self._answer, self._ready_at = word(0x1234) + word(0x5678), self._now()
        elif command in MEASUREMENTS:
            self._answer = self._measure()
            self._ready_at = self._now() + MEASUREMENTS[command]
        else:
            raise DriverError(errno.ENODEV)

    def read(self, count: int) -> bytes:
        """Return what was measured, once; without anything to tell the address is refused."""
        busy = self._now() < self._ready_at or self.failure is Failure.NEVER_READY
        if busy or not self._answer:
            raise DriverError(errno.ENODEV)
        answer, self._answer = self._answer, b""
        return answer[:count].ljust(count, b"\xff")

    def _measure(self) -> bytes:
        air = self._air()
        warmth = round((air.celsius + 45) / 175 * 65535)
        dampness = round((air.percent + 6) / 125 * 65535)
        answer = word(warmth) + word(dampness)
        wrong = self.failure is Failure.CHECKSUM
        return answer[:-1] + bytes((answer[-1] ^ wrong,))


def word(value: int) -> bytes:
    """Return a word and its CRC-8: what is left of a division by the polynomial 0x131."""
    rest = value << 8 ^ 0xFF << 16
    for place in range(23, 7, -1):
        if rest >> place & 1:
            rest ^= CRC_OF_TWO_BYTES << place - 8
    return value.to_bytes(2) + bytes((rest & 0xFF,))
