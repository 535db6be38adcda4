"""Bosch's compensation of raw values, run the other way round.

The formulas are those in double precision of BST-BME280-DS002, section 8.1.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trimming:
    """One chip's calibration, as measured by Bosch at the end of the line."""

    t: tuple[int, int, int] = (27504, 26435, -1000)
    p: tuple[int, ...] = (36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000)
    h: tuple[int, int, int, int, int, int] = (75, 362, 0, 313, 50, 30)

    def low(self) -> bytes:
        """Return registers 0x88 to 0xA1."""
        return struct.pack("<HhhHhhhhhhhhxB", *self.t, *self.p, self.h[0])

    def high(self) -> bytes:
        """Return registers 0xE1 to 0xE7: h4 and h5 share the middle one."""
        _, h2, h3, h4, h5, h6 = self.h
        nibbles = h4 & 0x0F | (h5 & 0x0F) << 4
        return struct.pack("<hBbBbb", h2, h3, h4 >> 4, nibbles, h5 >> 4, h6)

    def fine(self, raw: int) -> float:
        """Return the fine temperature that all three values need."""
        t1, t2, t3 = self.t
        first = (raw / 16384 - t1 / 1024) * t2
        return first + (raw / 131072 - t1 / 8192) ** 2 * t3

    def celsius(self, raw: int) -> float:
        """Return the temperature of a raw value of 20 bits."""
        return self.fine(raw) / 5120

    def pascal(self, raw: int, fine: float) -> float:
        """Return the pressure of a raw value of 20 bits."""
        p1, p2, p3, p4, p5, p6, p7, p8, p9 = self.p
        half = fine / 2 - 64000
        offset = half * half * p6 / 32768 + half * p5 * 2
        offset = offset / 4 + p4 * 65536
        slope = (1 + (p3 * half * half / 524288 + p2 * half) / 524288 / 32768) * p1
        pressure = (1048576 - raw - offset / 4096) * 6250 / slope
        return pressure + (p9 * pressure * pressure / 2147483648 + pressure * p8 / 32768 + p7) / 16

    def percent(self, raw: int, fine: float) -> float:
        """Return the humidity of a raw value of 16 bits."""
        h1, h2, h3, h4, h5, h6 = self.h
        warm = fine - 76800
        curve = 1 + h6 / 67108864 * warm * (1 + h3 / 67108864 * warm)
        humidity = (raw - (h4 * 64 + h5 / 16384 * warm)) * (h2 / 65536 * curve)
        return min(100.0, max(0.0, humidity * (1 - h1 * humidity / 524288)))


def raw_value(compensate: Callable[[int], float], target: float, bits: int) -> int:
    """Return the raw value that compensates to the target, by bisection."""
    low, high = 0, (1 << bits) - 1
    rising = compensate(high) > compensate(low)
    while low < high:
        middle = (low + high) // 2
        if (compensate(middle) < target) == rising:
            low = middle + 1
        else:
            high = middle
    return min((max(low - 1, 0), low), key=lambda raw: abs(compensate(raw) - target))
