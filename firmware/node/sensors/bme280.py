"""Bosch BME280: temperature, humidity, pressure; forced mode, oversampling 1, no filter.

Registers and integer compensation as in the data sheet, BST-BME280-DS002, sections 4.2 and 5.4.
"""

import struct

import wire
from machine import Pin, SoftI2C

CHIP_ID = 0x60
REG_ID = 0xD0
REG_CALIBRATION = 0x88
REG_CALIBRATION_H = 0xE1
REG_CTRL_HUM = 0xF2
REG_STATUS = 0xF3
REG_CTRL_MEAS = 0xF4
REG_READINGS = 0xF7
MEASURING = 0x08
FORCED_X1 = b"\x25"
HUMIDITY_X1 = b"\x01"
CONVERSION_MS = 11  # 9.3 by the data sheet, and one that a clock of whole ms can lack
NOT_MEASURED = 0x80000
NOT_MEASURED_H = 0x8000


class Sensor:
    """One BME280 on its own pair of pins."""

    def __init__(self, wiring: dict) -> None:
        pins = (Pin(wiring.get("scl", 26)), Pin(wiring.get("sda", 25)))
        self._bus = SoftI2C(scl=pins[0], sda=pins[1], freq=400_000)
        self._address = wiring.get("address", 0x76)

    def start(self) -> int:
        """Read the calibration and begin one conversion."""
        if self._read(REG_ID, 1)[0] != CHIP_ID:
            raise ValueError("no BME280 at this address")
        self._calibrate(self._read(REG_CALIBRATION, 26), self._read(REG_CALIBRATION_H, 7))
        self._bus.writeto_mem(self._address, REG_CTRL_HUM, HUMIDITY_X1)
        self._bus.writeto_mem(self._address, REG_CTRL_MEAS, FORCED_X1)
        return CONVERSION_MS

    def read(self) -> "list[tuple[int, int]]":
        """Return temperature, humidity and pressure."""
        if self._read(REG_STATUS, 1)[0] & MEASURING:
            raise ValueError("BME280 is still measuring")
        raw = self._read(REG_READINGS, 8)
        pressure = raw[0] << 12 | raw[1] << 4 | raw[2] >> 4
        temperature = raw[3] << 12 | raw[4] << 4 | raw[5] >> 4
        humidity = raw[6] << 8 | raw[7]
        if NOT_MEASURED in (pressure, temperature) or humidity == NOT_MEASURED_H:
            raise ValueError("BME280 has not measured")
        celsius = self._temperature(temperature)
        pascal = self._pressure(pressure)
        percent = self._humidity(humidity)
        if not (-4000 <= celsius <= 8500 and 30_000 <= pascal <= 110_000):
            raise ValueError("BME280 is out of its range")
        return [
            (wire.TEMPERATURE, celsius),
            (wire.HUMIDITY, percent),
            (wire.PRESSURE, pascal),
        ]

    def _read(self, register: int, count: int) -> bytes:
        return self._bus.readfrom_mem(self._address, register, count)

    def _calibrate(self, low: bytes, high: bytes) -> None:
        """Keep the trimming values; a bus that reads all zeros or ones has none."""
        if low[:24] in (b"\x00" * 24, b"\xff" * 24):
            raise ValueError("BME280 has no calibration")
        self._t = struct.unpack_from("<Hhh", low)
        self._p = struct.unpack_from("<Hhhhhhhhh", low, 6)
        h2, h3, h4, h45, h5, h6 = struct.unpack("<hBbBbb", high)
        self._h = (low[25], h2, h3, h4 << 4 | h45 & 0x0F, h5 << 4 | h45 >> 4, h6)

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
            raise ValueError("BME280 has no pressure calibration")
        p = ((1048576 - raw << 31) - var2) * 3125 // var1
        var1 = p9 * (p >> 13) * (p >> 13) >> 25
        var2 = p8 * p >> 19
        return (p + var1 + var2 >> 8) + (p7 << 4) + 128 >> 8

    def _humidity(self, raw: int) -> int:
        """Return 0.01 %."""
        h1, h2, h3, h4, h5, h6 = self._h
        v = self._fine - 76800
        gain = ((v * h6 >> 10) * ((v * h3 >> 11) + 32768) >> 10) + 2097152
        v = ((raw << 14) - (h4 << 20) - h5 * v + 16384 >> 15) * (gain * h2 + 8192 >> 14)
        v -= ((v >> 15) * (v >> 15) >> 7) * h1 >> 4
        v = min(max(v, 0), 419430400)
        return (v >> 12) * 100 + 512 >> 10
