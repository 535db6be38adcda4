"""Bosch BME280 and BMP280: the registers, forced mode and its conversion time."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from simulator.chips.bosch import Trimming, raw_value
from simulator.i2c import Failure

CHIP_ID = 0x60
BMP280_ID = 0x58
RESET_WORD = 0xB6
REG_LOW = 0x88
REG_ID = 0xD0
REG_RESET = 0xE0
REG_HIGH = 0xE1
REG_CTRL_HUM = 0xF2
REG_STATUS = 0xF3
REG_CTRL_MEAS = 0xF4
REG_CONFIG = 0xF5
REG_READINGS = 0xF7
MEASURING = 0x08
NOT_MEASURED = bytes((0x80, 0, 0, 0x80, 0, 0, 0x80, 0))
OVERSAMPLING = (0, 1, 2, 4, 8, 16, 16, 16)


@dataclass(frozen=True, slots=True)
class Air:
    """What surrounds the chip."""

    celsius: float
    percent: float
    pascal: float


class Bme280:
    """One chip; `air` is asked at the moment of each conversion."""

    def __init__(
        self,
        air: Callable[[], Air],
        trimming: Trimming | None = None,
        now: Callable[[], float] = time.monotonic,
        chip_id: int = CHIP_ID,
    ) -> None:
        """Power the chip up; with the id of a BMP280 it has no humidity."""
        self.failure = Failure.NONE
        self.measured: Air | None = None
        self._air = air
        self._trimming = trimming or Trimming()
        self._now = now
        self._chip_id = chip_id
        self.power_on()

    def power_on(self) -> None:
        """Start with the reset values of the registers."""
        self._registers = bytearray(256)
        self._registers[REG_ID] = self._chip_id
        self._put(REG_LOW, self._trimming.low())
        if self._humid:
            self._put(REG_HIGH, self._trimming.high())
        self._put(REG_READINGS, self._reset_readings)
        self._humidity_control = 0
        self._pointer = 0
        self._ready_at = 0.0
        self._fresh = b""

    @property
    def _humid(self) -> bool:
        return self._chip_id == CHIP_ID

    @property
    def _reset_readings(self) -> bytes:
        return NOT_MEASURED if self._humid else NOT_MEASURED[:6]

    def write(self, content: bytes) -> None:
        """Set the register pointer, then take pairs of value and register."""
        self._pointer = content[0]
        for register, value in zip(content[::2], content[1::2], strict=False):
            self._set(register, value)

    def read(self, count: int) -> bytes:
        """Return registers from the pointer on."""
        self._settle()
        return bytes(self._registers[self._pointer : self._pointer + count])

    def _put(self, register: int, content: bytes) -> None:
        self._registers[register : register + len(content)] = content

    def _set(self, register: int, value: int) -> None:
        if register == REG_RESET and value == RESET_WORD:
            self.power_on()
        elif register in (REG_CTRL_MEAS, REG_CONFIG) or (register == REG_CTRL_HUM and self._humid):
            self._registers[register] = value
        if register == REG_CTRL_MEAS:
            # A change of ctrl_hum takes effect with this write only (5.4.3).
            self._humidity_control = self._registers[REG_CTRL_HUM] & 7
            if value & 3:
                self._convert(value)

    def _convert(self, control: int) -> None:
        """Begin a conversion; its values show when its time has passed (9.1)."""
        t, p, h = (control >> 5 & 7, control >> 2 & 7, self._humidity_control)
        self._ready_at = self._now() + conversion_seconds(t, p, h)
        self._fresh = self._readings(t, p, h)

    def _settle(self) -> None:
        """End a conversion whose time has passed."""
        ready = self._now() >= self._ready_at and self.failure is not Failure.NEVER_READY
        self._registers[REG_STATUS] = 0 if ready else MEASURING
        if ready and self._fresh:
            self._put(REG_READINGS, self._fresh)
            self._fresh = b""
            self._registers[REG_CTRL_MEAS] &= 0xFC
        if self.failure is Failure.RESET_VALUE:
            self._put(REG_READINGS, self._reset_readings)

    def _readings(self, t: int, p: int, h: int) -> bytes:
        """Return the eight reading registers for the air as it is now."""
        self.measured = air = self._air()
        trimming = self._trimming
        exact = raw_value(trimming.celsius, air.celsius, 20)
        fine = trimming.fine(exact)
        pressure = raw_value(lambda raw: trimming.pascal(raw, fine), air.pascal, 20)
        humidity = raw_value(lambda raw: trimming.percent(raw, fine), air.percent, 16)
        dry = (pack20(pressure, p) if p else NOT_MEASURED[:3]) + (
            pack20(exact, t) if t else NOT_MEASURED[:3]
        )
        return dry + (humidity.to_bytes(2) if h else self._reset_readings[6:])


def pack20(raw: int, oversampling: int) -> bytes:
    """Return three registers; without oversampling only 16 of the 20 bits are measured (3.4)."""
    step = 1 << max(0, 5 - oversampling)
    return (min((raw + step // 2) // step * step, 0xFFFFF) << 4).to_bytes(3)


def conversion_seconds(t: int, p: int, h: int) -> float:
    """Return the longest time that the data sheet allows for these settings."""
    t, p, h = OVERSAMPLING[t], OVERSAMPLING[p], OVERSAMPLING[h]
    extra = 0.575 * (bool(p) + bool(h))
    return (1.25 + 2.3 * (t + p + h) + extra) / 1000
