"""Bosch BMP180: one conversion at a time, temperature or pressure."""

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from simulator.chips.bme280 import Air
from simulator.chips.bosch import raw_value
from simulator.i2c import Failure

CHIP_ID = 0x55
REG_LOW = 0xAA
REG_ID = 0xD0
REG_RESET = 0xE0
REG_CONTROL = 0xF4
REG_READING = 0xF6
RESET_WORD = 0xB6
CONVERTING = 0x20
TEMPERATURE = 0x2E
PRESSURE = 0x34
RESET_READING = b"\x80\0\0"
# The longest times that the data sheet allows, the pressure's by oversampling.
TEMPERATURE_SECONDS = 0.0045
PRESSURE_SECONDS = (0.0045, 0.0075, 0.0135, 0.0255)


@dataclass(frozen=True, slots=True)
class Trimming:
    """The data sheet's example calibration, and its compensation without rounding."""

    words: tuple[int, ...] = (408, -72, -14383, 32741, 32757, 23153, 6190, 4, -32768, -8711, 2868)

    def packed(self) -> bytes:
        """Return registers 0xAA to 0xBF."""
        return struct.pack(">hhhHHHhhhhh", *self.words)

    def fine(self, raw: int) -> float:
        """Return the temperature in 1/160 °C, from a raw value of 16 bits."""
        ac5, ac6, mc, md = (self.words[place] for place in (4, 5, 9, 10))
        first = (raw - ac6) * ac5 / 32768
        return first + mc * 2048 / (first + md)

    def celsius(self, raw: int) -> float:
        """Return the temperature of a raw value."""
        return self.fine(raw) / 160

    def pascal(self, raw: float, fine: float) -> float:
        """Return the pressure of a raw value at the lowest oversampling."""
        ac1, ac2, ac3, ac4, _, _, b1, b2, _, _, _ = self.words
        warm = fine - 4000
        square = warm * warm / 4096
        b3 = ac1 + (b2 * square + ac2 * warm) / 8192
        b4 = ac4 * (1 + (ac3 * warm / 8192 + b1 * square / 65536) / 131072)
        pressure = (raw - b3) * 100000 / b4
        correction = pressure * pressure / 65536 * 3038 / 65536 - 7357 * pressure / 65536
        return pressure + (correction + 3791) / 16


class Bmp180:
    """One chip; `air` is asked at the moment of each conversion."""

    def __init__(
        self,
        air: Callable[[], Air],
        trimming: Trimming | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Power the chip up."""
        self.failure = Failure.NONE
        self._air = air
        self._trimming = trimming or Trimming()
        self._now = now
        self.power_on()

    def power_on(self) -> None:
        """Start with the reset values of the registers."""
        self._registers = bytearray(256)
        self._registers[REG_ID] = CHIP_ID
        low = self._trimming.packed()
        self._registers[REG_LOW : REG_LOW + len(low)] = low
        self._put(RESET_READING)
        self._pointer = 0
        self._ready_at = 0.0
        self._fresh = b""

    def write(self, content: bytes) -> None:
        """Set the register pointer, then the register."""
        self._pointer = content[0]
        for value in content[1:2]:
            self._set(content[0], value)

    def read(self, count: int) -> bytes:
        """Return registers from the pointer on."""
        ready = self._now() >= self._ready_at and self.failure is not Failure.NEVER_READY
        if ready and self._fresh:
            self._put(self._fresh)
            self._fresh = b""
        control = self._registers[REG_CONTROL]
        self._registers[REG_CONTROL] = control & ~CONVERTING if ready else control | CONVERTING
        return bytes(self._registers[self._pointer : self._pointer + count])

    def _put(self, reading: bytes) -> None:
        self._registers[REG_READING : REG_READING + len(reading)] = reading

    def _set(self, register: int, value: int) -> None:
        if register == REG_RESET and value == RESET_WORD:
            self.power_on()
        elif register == REG_CONTROL:
            self._registers[REG_CONTROL] = value
            self._convert(value)

    def _convert(self, control: int) -> None:
        """Begin a conversion; its value shows when its time has passed."""
        air, trimming = self._air(), self._trimming
        exact = raw_value(trimming.celsius, air.celsius, 16)
        oversampling = control >> 6
        if control == TEMPERATURE:
            self._fresh = exact.to_bytes(2)
            self._ready_at = self._now() + TEMPERATURE_SECONDS
        elif control & 0x3F == PRESSURE:
            fine = trimming.fine(exact)
            scale = 1 << oversampling
            raw = raw_value(lambda raw: trimming.pascal(raw / scale, fine), air.pascal, 19)
            self._fresh = (raw << 8 - oversampling).to_bytes(3)
            self._ready_at = self._now() + PRESSURE_SECONDS[oversampling]
