"""Sensirion SHT40, SHT41 and SHT45: temperature, humidity; one measurement at high precision.

Commands, checksum and conversion as in the data sheet, SHT4x, sections 4.4 to 4.6.
"""

import struct

import wire
from answering import Answering, checksum


class Sensor(Answering):
    """One SHT4x on a pair of pins."""

    MEASURE = b"\xfd"
    CONVERSION_MS = 10  # 8.3 by the data sheet, and one that a clock of whole ms can lack

    def read(self) -> "list[tuple[int, int]]":
        """Return temperature and humidity; a chip that still measures does not answer."""
        raw = self._bus.readfrom(self._address, 6)
        if checksum(raw[:2]) != raw[2] or checksum(raw[3:5]) != raw[5]:
            raise ValueError("the answer does not match its checksum")
        warmth, dampness = struct.unpack(">HxH", raw[:5])
        celsius = warmth * 17500 // 65535 - 4500
        percent = dampness * 12500 // 65535 - 600
        # It can say a little less than nothing and more than all.
        return [(wire.TEMPERATURE, celsius), (wire.HUMIDITY, min(max(percent, 0), 10000))]
