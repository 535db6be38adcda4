"""ROHM BH1750: light, by single-byte commands."""

import time
from collections.abc import Callable

from simulator.i2c import Failure

POWER_DOWN = 0x00
POWER_ON = 0x01
RESET = 0x07
COUNTS_PER_LUX = 1.2
MEASUREMENT_TIME = 69  # default of the MT register
# Time of a measurement at the default MTreg, and counts per 1/1.2 lx, by command & 0x0F.
MODES = {0x0: (0.150, 1.0), 0x1: (0.150, 2.0), 0x3: (0.018, 0.25)}


class Bh1750:
    """One chip; `lux` is asked when a measurement ends."""

    def __init__(
        self, lux: Callable[[], float], now: Callable[[], float] = time.monotonic
    ) -> None:
        """Power the chip up, which leaves it in its sleep."""
        self.failure = Failure.NONE
        self.measured: float | None = None
        self._lux = lux
        self._now = now
        self.power_on()

    def power_on(self) -> None:
        """Start asleep, with nothing measured."""
        self._on = False
        self._time = MEASUREMENT_TIME
        self._raw = 0
        self._mode = 0
        self._ready_at: float | None = None

    def write(self, content: bytes) -> None:
        """Carry out one command."""
        command = content[0]
        if command in (POWER_DOWN, POWER_ON):
            self._on = command == POWER_ON
        elif command == RESET:
            self._raw = 0 if self._on else self._raw
        elif command >> 5 == 0b010:
            self._time = self._time & 0x1F | (command & 7) << 5
        elif command >> 5 == 0b011:
            self._time = self._time & 0xE0 | command & 0x1F
        elif command & 0x0F in MODES and command >> 4 in (1, 2):
            self._begin(command)

    def read(self, count: int) -> bytes:
        """Return the last measurement that has ended."""
        if self._ready_at is not None and self._now() >= self._ready_at:
            self._end()
        return self._raw.to_bytes(2)[:count]

    def _begin(self, command: int) -> None:
        self._on = True
        self._mode = command
        self._raw = 0
        self._ready_at = self._now() + MODES[command & 0x0F][0] * self._time / MEASUREMENT_TIME

    def _end(self) -> None:
        """Take the light; a one-time mode ends in power down, a continuous one goes on."""
        if self.failure in (Failure.NEVER_READY, Failure.RESET_VALUE):
            return
        counts = COUNTS_PER_LUX * MODES[self._mode & 0x0F][1] * self._time / MEASUREMENT_TIME
        self.measured = self._lux()
        self._raw = min(0xFFFF, round(self.measured * counts))
        if self._mode >> 4 == 2:
            self._on = False
            self._ready_at = None
