"""Bosch BME280: temperature, humidity, pressure; forced mode, oversampling 1, no filter.

A BMP280 with humidity: BST-BME280-DS002, sections 4.2 and 5.4.
"""

import struct

import wire

from sensors import bmp280

REG_CALIBRATION_H = 0xE1
REG_CTRL_HUM = 0xF2
HUMIDITY_X1 = b"\x01"
NOT_MEASURED = 0x8000


class Sensor(bmp280.Sensor):
    """One BME280 on a pair of pins."""

    objects = (wire.TEMPERATURE, wire.HUMIDITY, wire.PRESSURE)
    name = "BME280"
    conversion_ms = 11  # 9.3 by the data sheet, and one that a clock of whole ms can lack
    size = 8

    def _calibrate(self, trimming: bytes) -> None:
        """Keep the trimming of humidity too, and switch it on; the next write applies that."""
        super()._calibrate(trimming)
        h2, h3, h4, h45, h5, h6 = struct.unpack("<hBbBbb", self._read(REG_CALIBRATION_H, 7))
        self._h = (trimming[25], h2, h3, h4 << 4 | h45 & 0x0F, h5 << 4 | h45 >> 4, h6)
        self._bus.writeto_mem(self._address, REG_CTRL_HUM, HUMIDITY_X1)

    def _more(self, raw: bytes) -> "list[tuple[int, int]]":
        """Return the humidity."""
        humidity = raw[6] << 8 | raw[7]
        if humidity == NOT_MEASURED:
            raise ValueError("%s has not measured" % self.name)
        return [(wire.HUMIDITY, self._humidity(humidity))]

    def _humidity(self, raw: int) -> int:
        """Return 0.01 %."""
        h1, h2, h3, h4, h5, h6 = self._h
        v = self._fine - 76800
        gain = ((v * h6 >> 10) * ((v * h3 >> 11) + 32768) >> 10) + 2097152
        v = ((raw << 14) - (h4 << 20) - h5 * v + 16384 >> 15) * (gain * h2 + 8192 >> 14)
        v -= ((v >> 15) * (v >> 15) >> 7) * h1 >> 4
        v = min(max(v, 0), 419430400)
        return (v >> 12) * 100 + 512 >> 10
