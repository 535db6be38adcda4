"""Bosch BMP280: temperature, pressure; forced mode, oversampling 1, no filter.

Registers and integer compensation as in the data sheet, BST-BMP280-DS001, sections 3.11 and 4.
"""

import struct

import wire

from sensors import bus

CHIPS = {0x55: "BMP180", 0x58: "BMP280", 0x60: "BME280", 0x61: "BME680"}
REG_ID = 0xD0
REG_CALIBRATION = 0x88
REG_STATUS = 0xF3
REG_CTRL_MEAS = 0xF4
REG_READINGS = 0xF7
MEASURING = 0x08
FORCED_X1 = b"\x25"
NOT_MEASURED = 0x80000


class Sensor:
    """One BMP280 on a pair of pins; the BME280 is the same and more."""

    objects: "tuple[int, ...]" = (wire.TEMPERATURE, wire.PRESSURE)
    name = "BMP280"
    conversion_ms = 8  # 6.4 by the data sheet, and one that a clock of whole ms can lack
    size = 6

    def __init__(self, wiring: dict) -> None:
        self._bus = bus(wiring)
        self._address = wiring["address"]

    def start(self) -> int:
        """Read the calibration and begin one conversion."""
        found = CHIPS.get(self._read(REG_ID, 1)[0])
        if found != self.name:
            raise ValueError("%s at this address, not a %s" % (found or "another chip", self.name))
        self._calibrate(self._read(REG_CALIBRATION, 26))
        self._bus.writeto_mem(self._address, REG_CTRL_MEAS, FORCED_X1)
        return self.conversion_ms

    def read(self) -> "list[tuple[int, int]]":
        """Return temperature and pressure."""
        if self._read(REG_STATUS, 1)[0] & MEASURING:
            raise ValueError("%s is still measuring" % self.name)
        raw = self._read(REG_READINGS, self.size)
        pressure = raw[0] << 12 | raw[1] << 4 | raw[2] >> 4
        temperature = raw[3] << 12 | raw[4] << 4 | raw[5] >> 4
        if NOT_MEASURED in (pressure, temperature):
            raise ValueError("%s has not measured" % self.name)
        celsius = self._temperature(temperature)
        pascal = self._pressure(pressure)
        if not (-4000 <= celsius <= 8500 and 30_000 <= pascal <= 110_000):
            raise ValueError("%s is out of its range" % self.name)
        objects = [(wire.TEMPERATURE, celsius), (wire.PRESSURE, pascal)]
        objects += self._more(raw)
        return objects

    def _more(self, raw: bytes) -> "list[tuple[int, int]]":
        """Return what the chip measures besides."""
        return []

    def _read(self, register: int, count: int) -> bytes:
        return self._bus.readfrom_mem(self._address, register, count)

    def _calibrate(self, trimming: bytes) -> None:
        """Keep the trimming values; a bus that reads all zeros or ones has none."""
        if trimming[:24] in (b"\x00" * 24, b"\xff" * 24):
            raise ValueError("%s has no calibration" % self.name)
        self._t = struct.unpack_from("<Hhh", trimming)
        self._p = struct.unpack_from("<Hhhhhhhhh", trimming, 6)

    def _temperature(self, raw: int) -> int:
        """Return 0.01 °C, and keep the fine temperature that the others need."""
        t1, t2, t3 = self._t
        first = ((raw >> 3) - (t1 << 1)) * t2 >> 11
        second = (((raw >> 4) - t1) * ((raw >> 4) - t1) >> 12) * t3 >> 14
        self._fine = first + second
        return self._fine * 5 + 128 >> 8

    def _pressure(self, raw: int) -> int:
        """Return Pa."""
        p1, p2, p3, p4, p5, p6, p7, p8, p9 = self._p
        var1 = self._fine - 128000
        var2 = var1 * var1 * p6 + (var1 * p5 << 17) + (p4 << 35)
        var1 = (var1 * var1 * p3 >> 8) + (var1 * p2 << 12)
        var1 = ((1 << 47) + var1) * p1 >> 33
        if not var1:
            raise ValueError("%s has no pressure calibration" % self.name)
        p = ((1048576 - raw << 31) - var2) * 3125 // var1
        var1 = p9 * (p >> 13) * (p >> 13) >> 25
        var2 = p8 * p >> 19
        return (p + var1 + var2 >> 8) + (p7 << 4) + 128 >> 8
