"""Rooms: temperature, humidity, pressure and light over the day, repeatable by their seed."""

import math
import random
from dataclasses import dataclass

DAY = 86400.0
HOUR = 3600.0
NAMES = (
    "Living room",
    "Bedroom",
    "Kitchen",
    "Bathroom",
    "Office",
    "Hall",
    "Nursery",
    "Attic",
    "Cellar",
    "Garage",
)


@dataclass(frozen=True, slots=True)
class Climate:
    """What a room is like at one moment."""

    temperature: float  # °C
    humidity: float  # %
    pressure: float  # hPa
    illuminance: float  # lx
    co2: float = 600.0  # ppm
    tvoc: float = 60.0  # ppb
    moisture: float = 45.0  # % of the soil in the room's flower pot


@dataclass(frozen=True, slots=True)
class Habit:
    """Something that people do every day: cooking, a shower, a lamp."""

    hour: float
    hours: float
    celsius: float = 0.0
    percent: float = 0.0
    lux: float = 0.0

    def share(self, second: float) -> float:
        """Return how much of it is felt, 0 to 1: it rises and falls over ten minutes."""
        since = (second - self.hour * HOUR) % DAY
        return max(0.0, min(1.0, since / 600, (self.hours * HOUR - since) / 600 + 1))


HABITS = {
    "Kitchen": (Habit(7, 0.4, 1.0, 6, 250), Habit(18.5, 0.8, 2.0, 12, 250)),
    "Bathroom": (Habit(6.8, 0.3, 1.5, 25, 180), Habit(22, 0.2, 1.0, 15, 180)),
    "Bedroom": (Habit(22.5, 7.5, 0.4, 5, 0), Habit(22, 0.5, 0, 0, 60)),
}
EVENING = (Habit(17.5, 5, 0.5, 1, 140),)


class Room:
    """One room; every value is a smooth function of time."""

    def __init__(self, name: str, seed: int = 0) -> None:
        """Draw the room's character from the seed and its name."""
        luck = random.Random(f"{seed}/{name}")
        self.name = name
        self._warmth = luck.uniform(19.0, 22.0)
        self._damp = luck.uniform(40.0, 52.0)
        self._window = luck.uniform(0.01, 0.04)
        self._phases = [luck.uniform(0, 2 * math.pi) for _ in range(6)]
        self._house = random.Random(seed).uniform(0, 2 * math.pi)
        self._habits = HABITS.get(name, EVENING)

    def at(self, second: float) -> Climate:
        """Return the climate at a second of the simulation's calendar; 0 is midnight."""
        shares = [(habit, habit.share(second)) for habit in self._habits]
        day = math.sin(2 * math.pi * (second - 10 * HOUR) / DAY)
        wander = self._wander(second)
        return Climate(
            temperature=self._warmth
            + 1.1 * day
            + 0.3 * wander
            + sum(habit.celsius * share for habit, share in shares),
            humidity=self._damp
            - 4 * day
            - wander
            + sum(habit.percent * share for habit, share in shares),
            pressure=self._pressure(second),
            illuminance=daylight(second) * self._window * (1 + 0.2 * wander)
            + sum(habit.lux * share for habit, share in shares),
            co2=650 - 120 * day + 60 * wander,
            tvoc=90 - 40 * day + 20 * wander,
            moisture=45 - 15 * math.sin(2 * math.pi * second / (5.3 * DAY)),
        )

    def _wander(self, second: float) -> float:
        """Return slow noise between -1 and 1: sines that share no period."""
        periods = (1913.0, 4703.0, 11003.0)
        waves = zip(periods, self._phases, strict=False)
        return sum(math.sin(2 * math.pi * second / period + at) for period, at in waves) / 3

    def _pressure(self, second: float) -> float:
        """Return the weather's pressure, which the whole house shares."""
        slow = math.sin(2 * math.pi * second / (3.7 * DAY) + self._house)
        return 1013.0 + 9 * slow + 0.6 * math.sin(2 * math.pi * second / (DAY / 2))


def daylight(second: float) -> float:
    """Return the lux outside, from 7 to 19 o'clock."""
    height = math.sin(math.pi * (second / HOUR % 24 - 7) / 12)
    return 12000 * max(0.0, height) if 7 <= second / HOUR % 24 <= 19 else 0.0
