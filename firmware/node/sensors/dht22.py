"""Aosong DHT22, also sold as AM2302: temperature, humidity; read by MicroPython's own dht.

The pin needs a pull-up of 4.7 to 10 kOhm, which most modules carry.
"""

import dht
import wire
from machine import Pin

CHECKSUM_ERROR = "the answer does not match its checksum"


class Sensor:
    """One DHT22 on a pin."""

    objects = (wire.TEMPERATURE, wire.HUMIDITY)
    coldest, hottest = -40, 80

    def __init__(self, wiring: dict) -> None:
        self._dht = self._driver(Pin(wiring["pin"]))

    def _driver(self, pin: Pin):  # type: ignore[no-untyped-def]
        return dht.DHT22(pin)

    def start(self) -> int:
        """Return 0: the chip measures by itself, and hands out what it measured last."""
        return 0

    def read(self) -> "list[tuple[int, int]]":
        """Return temperature and humidity."""
        try:
            self._dht.measure()
        except OSError:
            raise
        except Exception:
            # What dht raises for a bad checksum is a bare Exception.
            raise ValueError(CHECKSUM_ERROR) from None
        celsius, percent = self._dht.temperature(), self._dht.humidity()
        # A line held low reads as zeros, whose checksum is right.
        if not (self.coldest <= celsius <= self.hottest and 0 < percent <= 100):
            raise ValueError("no plausible answer")
        return [(wire.TEMPERATURE, round(celsius * 100)), (wire.HUMIDITY, round(percent * 100))]
