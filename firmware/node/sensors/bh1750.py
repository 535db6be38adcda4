"""ROHM BH1750: light; one measurement in high resolution mode, then it powers down by itself.

Commands as in the data sheet, 2014.01 rev. D, pages 5 and 11.
"""

import wire
from machine import Pin, SoftI2C

POWER_ON = b"\x01"
ONE_TIME_HIGH_RESOLUTION = b"\x20"
CONVERSION_MS = 181  # 180 by the data sheet, and one that a clock of whole ms can lack


class Sensor:
    """One BH1750 on its own pair of pins."""

    def __init__(self, wiring: dict) -> None:
        pins = (Pin(wiring.get("scl", 33)), Pin(wiring.get("sda", 32)))
        self._bus = SoftI2C(scl=pins[0], sda=pins[1], freq=400_000)
        self._address = wiring.get("address", 0x23)

    def start(self) -> int:
        """Begin one conversion."""
        self._bus.writeto(self._address, POWER_ON)
        self._bus.writeto(self._address, ONE_TIME_HIGH_RESOLUTION)
        return CONVERSION_MS

    def read(self) -> "list[tuple[int, int]]":
        """Return the illuminance; a count is 1/1.2 lx."""
        raw = self._bus.readfrom(self._address, 2)
        return [(wire.ILLUMINANCE, (raw[0] << 8 | raw[1]) * 250 // 3)]
