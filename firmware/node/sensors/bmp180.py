"""Bosch BMP180: temperature, pressure; two conversions, the second at oversampling 1.

Registers and integer compensation as in the data sheet, BST-BMP180-DS000, section 3.5.
"""

import struct
import time

import wire

from sensors import bus

ADDRESS = 0x77
CHIP_ID = 0x55
REG_CALIBRATION = 0xAA
REG_ID = 0xD0
REG_CONTROL = 0xF4
REG_READING = 0xF6
CONVERTING = 0x20
OVERSAMPLING = 1
TEMPERATURE = b"\x2e"
PRESSURE = bytes((0x34 | OVERSAMPLING << 6,))
# By the data sheet 4.5 and 7.5, and one that a clock of whole ms can lack.
TEMPERATURE_MS = 6
PRESSURE_MS = 9


class Sensor:
    """One BMP180 on a pair of pins."""

    objects = (wire.TEMPERATURE, wire.PRESSURE)

    def __init__(self, wiring: dict) -> None:
        self._bus = bus(wiring)

    def start(self) -> int:
        """Read the calibration and begin with the temperature."""
        if self._read(REG_ID, 1)[0] != CHIP_ID:
            raise ValueError("no BMP180 at this address")
        trimming = self._read(REG_CALIBRATION, 22)
        # By the data sheet no word of a right calibration is all zeros or ones.
        if 0 in struct.unpack(">11H", trimming) or 0xFFFF in struct.unpack(">11H", trimming):
            raise ValueError("BMP180 has no calibration")
        self._trimming = struct.unpack(">hhhHHHhhhhh", trimming)
        self._bus.writeto_mem(ADDRESS, REG_CONTROL, TEMPERATURE)
        return TEMPERATURE_MS

    def read(self) -> "list[tuple[int, int]]":
        """Return temperature and pressure, whose conversion needs the bus once more."""
        fine = self._fine(struct.unpack(">H", self._result(2))[0])
        self._bus.writeto_mem(ADDRESS, REG_CONTROL, PRESSURE)
        time.sleep_ms(PRESSURE_MS)
        raw = int.from_bytes(self._result(3), "big") >> 8 - OVERSAMPLING
        celsius = fine * 10 + 8 >> 4
        pascal = self._pressure(raw, fine)
        if not (-4000 <= celsius <= 8500 and 30_000 <= pascal <= 110_000):
            raise ValueError("BMP180 is out of its range")
        return [(wire.TEMPERATURE, celsius), (wire.PRESSURE, pascal)]

    def _read(self, register: int, count: int) -> bytes:
        return self._bus.readfrom_mem(ADDRESS, register, count)

    def _result(self, count: int) -> bytes:
        if self._read(REG_CONTROL, 1)[0] & CONVERTING:
            raise ValueError("BMP180 is still measuring")
        return self._read(REG_READING, count)

    def _fine(self, raw: int) -> int:
        """Return the temperature in 1/160 °C, which the pressure needs."""
        _, _, _, _, ac5, ac6, _, _, _, mc, md = self._trimming
        first = (raw - ac6) * ac5 >> 15
        if first == -md:
            raise ValueError("BMP180 is out of its range")
        return first + (mc << 11) // (first + md)

    def _pressure(self, raw: int, fine: int) -> int:
        """Return Pa."""
        ac1, ac2, ac3, ac4, _, _, b1, b2, _, _, _ = self._trimming
        b6 = fine - 4000
        square = b6 * b6 >> 12
        b3 = ((ac1 * 4 + (b2 * square >> 11) + (ac2 * b6 >> 11) << OVERSAMPLING) + 2) // 4
        x3 = (ac3 * b6 >> 13) + (b1 * square >> 16) + 2 >> 2
        b4 = ac4 * (x3 + 32768) >> 15
        if b4 <= 0:
            raise ValueError("BMP180 is out of its range")
        p = (raw - b3) * (50000 >> OVERSAMPLING) * 2 // b4
        x1 = (p >> 8) * (p >> 8) * 3038 >> 16
        x2 = -7357 * p >> 16
        return p + (x1 + x2 + 3791 >> 4)
