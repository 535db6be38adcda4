"""A node's battery: what its meter has left of it, and a voltage that is not quite the book's."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from simulator.charge import SECONDS_PER_HOUR, Meter
from simulator.reports import load

chemistry = load("chemistry")

MONTH_SECONDS = 730.5 * SECONDS_PER_HOUR
ROOM_CELSIUS = 20.0
# Share of the charge that goes by itself in a month, and mV that a cell gains per degree under a
# load of some mA. docs/battery.md says where they come from.
SELF_DISCHARGE = {
    "li-ion": 0.025,
    "lipo": 0.05,
    "lifepo4": 0.025,
    "2xalkaline": 0.0025,
    "3xalkaline": 0.0025,
    "2xlithium": 0.00125,
}
MILLIVOLTS_A_DEGREE = {
    "li-ion": 0.4,
    "lipo": 0.4,
    "lifepo4": 0.3,
    "2xalkaline": 2.0,
    "3xalkaline": 3.0,
    "2xlithium": 1.0,
}


@dataclass(frozen=True, slots=True)
class Make:
    """How a battery and the divider that it is read by differ from the book."""

    gain: float = 1.0
    bumps: tuple[float, ...] = ()  # volts, of waves over the charge

    @classmethod
    def drawn(cls, luck: random.Random, gain: float = 0.005, bump: float = 0.0) -> Make:
        """Draw a make: how far the gain is off, and how high the bumps are, as shares."""
        return cls(luck.gauss(1, gain), tuple(luck.gauss(0, bump) for _ in range(3)))

    def volts(self, book: float, left: float) -> float:
        """Return the voltage where the book has another."""
        waves = (
            bump * math.sin(math.pi * place * left) for place, bump in enumerate(self.bumps, 1)
        )
        return book * self.gain * (1 + sum(waves))


class Battery:
    """A battery that a meter's charge and time itself empty."""

    def __init__(
        self,
        meter: Meter,
        capacity_mah: float = 2000.0,
        left: float = 0.95,
        kind: str = "li-ion",
        make: Make | None = None,
    ) -> None:
        """Start with a share of the capacity left."""
        self.capacity_mah = capacity_mah
        self.kind = kind
        self.celsius: Callable[[], float] = lambda: ROOM_CELSIUS
        self._meter = meter
        self._make = make or Make()
        self._start = left
        self._since = meter.seconds
        self._spent = meter.spent_mc

    @property
    def left(self) -> float:
        """Return the share of charge that is left, 0 to 1."""
        spent_mah = (self._meter.spent_mc - self._spent) / SECONDS_PER_HOUR
        gone = SELF_DISCHARGE[self.kind] * (self._meter.seconds - self._since) / MONTH_SECONDS
        return min(1.0, max(0.0, self._start - gone - spent_mah / self.capacity_mah))

    def replace(self, left: float = 1.0) -> None:
        """Put in a fresh battery of the same kind."""
        self._start = left
        self._since, self._spent = self._meter.seconds, self._meter.spent_mc

    def volts(self) -> float:
        """Return the voltage at the battery's ends."""
        book = chemistry.millivolts(self.kind, 100 * self.left) / 1000
        warmth = MILLIVOLTS_A_DEGREE[self.kind] * (self.celsius() - ROOM_CELSIUS) / 1000
        return float(self._make.volts(book, self.left) + warmth)
