"""ROHM BH1750: light; one measurement in high resolution mode, then it powers down by itself.

Commands as in the data sheet, 2014.01 rev. D, pages 5 and 11.
"""

import wire

from sensors import bus

POWER_ON = b"\x01"
ONE_TIME_HIGH_RESOLUTION = b"\x20"
CONVERSION_MS = 181  # 180 by the data sheet, and one that a clock of whole ms can lack


class Sensor:
    """One BH1750 on a pair of pins."""

    objects = (wire.ILLUMINANCE,)

    def __init__(self, wiring: dict) -> None:
        self._bus = bus(wiring)
        self._address = wiring["address"]

    def start(self) -> int:
        """Begin one conversion."""
        self._bus.writeto(self._address, POWER_ON)
        self._bus.writeto(self._address, ONE_TIME_HIGH_RESOLUTION)
        return CONVERSION_MS

    def read(self) -> "list[tuple[int, int]]":
        """Return the illuminance; a count is 1/1.2 lx."""
        raw = self._bus.readfrom(self._address, 2)
        return [(wire.ILLUMINANCE, (raw[0] << 8 | raw[1]) * 250 // 3)]
