"""Whole lives of batteries: what a node would have read of each, until it is empty."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.battery import SELF_DISCHARGE, Battery, Make
from simulator.charge import SECONDS_PER_HOUR, Draw, Meter

DAY = 86400.0
YEAR_DAYS = 365.25
CAPACITY_MAH = {"li-ion": 2600, "lipo": 1200, "lifepo4": 1500}
CELLS_MAH = 2500
READING_NOISE = 0.004  # a share of the voltage; the ADC's last digits behind a divider
# Months that a battery lasts, from one in a draughty corner to one that is hardly asked.
LIVES_DAYS = (60, 900)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a node told, and what nobody could tell it."""

    time: float
    volts: float
    left: float


@dataclass(frozen=True, slots=True)
class Place:
    """How warm it is where a battery works."""

    season: float  # degrees up and down in a year
    day: float  # and in a day
    phase: float

    def celsius(self, time: float) -> float:
        """Return the temperature."""
        year = math.sin(2 * math.pi * time / DAY / YEAR_DAYS + self.phase)
        return 20 + self.season * year + self.day * math.sin(2 * math.pi * time / DAY)


def live(
    kind: str, seed: int, every: float = 6 * SECONDS_PER_HOUR, bump: float = 0.0
) -> Iterator[Reading]:
    """Yield readings of one battery from full to empty; `bump` is how far off the book it is."""
    luck = random.Random(f"{kind}/{seed}")
    meter = Meter(Draw(sleep_ua=0))
    place = Place(luck.uniform(1, 6), luck.uniform(0.5, 3), luck.uniform(0, 2 * math.pi))
    capacity = CAPACITY_MAH.get(kind, CELLS_MAH)
    battery = Battery(meter, capacity, luck.uniform(0.93, 1.0), kind, Make.drawn(luck, bump=bump))
    time = 0.0
    battery.celsius = lambda: place.celsius(time)
    days = math.exp(luck.uniform(*map(math.log, LIVES_DAYS)))
    # Self-discharge takes its share of a long life.
    share = max(0.2, 1 - SELF_DISCHARGE[kind] * days / 30.4)
    draw = capacity * 3600 * share / (days * DAY)  # mA, on average
    while battery.left > 0:
        yield Reading(time, battery.volts() * luck.gauss(1, READING_NOISE), battery.left)
        # More on some days than on others: retries, doors, people.
        meter.spent_mc += draw * every * luck.gauss(1, 0.15)
        meter.sleep(every)
        time += every
