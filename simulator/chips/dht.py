"""Aosong DHT11 and DHT22: five bytes over one wire, with a checksum."""

import errno
from collections.abc import Callable

from simulator.chips.bme280 import Air
from simulator.faults import DriverError
from simulator.i2c import Failure


class Dht:
    """A DHT22; it answers with what it measured last, at once."""

    def __init__(self, air: Callable[[], Air]) -> None:
        """Measure that air."""
        self.failure = Failure.NONE
        self._air = air

    def read(self) -> bytes:
        """Return the 40 bits of one answer."""
        if self.failure in (Failure.ABSENT, Failure.NEVER_READY):
            raise DriverError(errno.ETIMEDOUT)
        if self.failure is Failure.ZEROS:
            return bytes(5)
        content = self._content(self._air())
        wrong = self.failure is Failure.CHECKSUM
        return content + bytes((sum(content) + wrong & 0xFF,))

    def _content(self, air: Air) -> bytes:
        """Return humidity and temperature in tenths, the temperature as sign and size."""
        size = round(abs(air.celsius) * 10)
        sign = 0x8000 if air.celsius < 0 else 0
        return round(air.percent * 10).to_bytes(2) + (sign | size).to_bytes(2)


class Dht11(Dht):
    """A DHT11, which knows whole steps and no frost."""

    def _content(self, air: Air) -> bytes:
        return bytes((round(air.percent), 0, max(0, round(air.celsius)), 0))
