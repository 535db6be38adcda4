"""ASAIR AHT20 and its like (AHT21, AHT25, AHT30): temperature, humidity.

Commands, status bits and conversion as in the data sheet, AHT20, sections 5.3, 5.4 and 6.
"""

import wire
from answering import Answering, checksum

BUSY = 0x80


class Sensor(Answering):
    """One AHT20 on a pair of pins."""

    MEASURE = b"\xac\x33\x00"
    CONVERSION_MS = 80

    def read(self) -> "list[tuple[int, int]]":
        """Return temperature and humidity: 20 bits each, behind the status."""
        raw = self._bus.readfrom(self._address, 7)
        if checksum(raw[:6]) != raw[6]:
            raise ValueError("the answer does not match its checksum")
        if raw[0] & BUSY:
            raise ValueError("AHT20 is still measuring")
        dampness = raw[1] << 12 | raw[2] << 4 | raw[3] >> 4
        warmth = (raw[3] & 0x0F) << 16 | raw[4] << 8 | raw[5]
        return [
            (wire.TEMPERATURE, (warmth * 20000 >> 20) - 5000),
            (wire.HUMIDITY, dampness * 10000 >> 20),
        ]
