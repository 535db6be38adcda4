"""What is left of a battery, by the course of its voltage and the curve of its chemistry.

A charge that falls evenly from one share to another has a certain course of voltage. Every pair of
shares is compared with the course that was seen; those that fit are weighed, and where the weight
is close together, its median is the estimate.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp
from typing import Final

from .chemistry import millivolts

DAY: Final = 86400.0
# How far off a curve may be all along, as a share: the divider, the ADC, the make of the cell.
GAIN_ERROR: Final = 0.007
# How far off it may be at times: warmth, load, the last digit; and what one reading adds to that.
ERROR: Final = 0.0015
READING_ERROR: Final = 0.005
# As many points as are independent of each other: what warms a battery lasts.
INDEPENDENT: Final = 16.0
# Two thirds of the weight are within this share of the median.
CERTAIN: Final = 0.5
# So much must be gone, in percent, to tell how fast it goes.
USED_MIN: Final = 4
STEPS_A_PERCENT: Final = 4
# Shares in percent at the first point and at the last; dense where a curve is steep.
STARTS: Final = (
    *((share, 1) for share in range(100, 88, -1)),
    *((share, 4) for share in range(88, 3, -4)),
)
ENDS: Final = (
    *((half / 2, 0.5) for half in range(1, 6)),
    *((share, 1) for share in range(3, 12)),
    *((share, 2) for share in range(12, 99, 2)),
    (99, 1),
)
# A course that no pair of shares comes near is not that of this battery.
MISFIT_MAX: Final = 20 * INDEPENDENT


@dataclass(frozen=True, slots=True)
class Point:
    """A mean of some readings."""

    time: float
    volts: float
    count: int


@cache
def curve(battery: str) -> tuple[float, ...]:
    """Return a battery's volts by its share in fine steps."""
    steps = range(100 * STEPS_A_PERCENT + 1)
    return tuple(millivolts(battery, step / STEPS_A_PERCENT) / 1000 for step in steps)


def estimate(battery: str, points: Sequence[Point]) -> float | None:
    """Return the days that are left after the last point, None when many lengths would fit."""
    watched = (points[-1].time - points[0].time) / DAY
    fits = list(_fits(battery, points))
    best = min(misfit for _, _, _, misfit in fits)
    if best > MISFIT_MAX:
        return None
    weights = [
        (start, end, width * exp((best - misfit) / 2)) for start, end, width, misfit in fits
    ]
    low, median, high = _quantiles([(start - end, weight) for start, end, weight in weights])
    if low < USED_MIN:
        return None
    low, median, high = _quantiles(
        [(end / (start - end) * watched, weight) for start, end, weight in weights]
    )
    return median if high - low <= 2 * CERTAIN * median else None


def _fits(battery: str, points: Sequence[Point]) -> Iterator[tuple[float, float, float, float]]:
    """Yield each pair of shares, how many like it it stands for, and how badly it fits."""
    first, last = points[0].time, points[-1].time
    # When in the course, the inverse of what was seen then, and its weight.
    seen = [((at.time - first) / (last - first), 1 / at.volts, _weight(at)) for at in points]
    scale = min(1.0, INDEPENDENT / len(points))
    for start, start_width in STARTS:
        for end, end_width in ENDS:
            if end < start:
                misfit = scale * _misfit(curve(battery), start, end, seen)
                yield start, end, start_width * end_width, misfit


def _weight(point: Point) -> float:
    """Return how much a point counts: the more readings, the more."""
    return 1 / (ERROR**2 + READING_ERROR**2 / point.count)


def _misfit(
    volts: Sequence[float], start: float, end: float, seen: Sequence[tuple[float, float, float]]
) -> float:
    """Return how far a course is from what was seen, after the best correction of its gain."""
    first, fall = start * STEPS_A_PERCENT + 0.5, (start - end) * STEPS_A_PERCENT
    prior = 1 / GAIN_ERROR**2
    weights = products = squares = prior
    for when, inverse, weight in seen:
        ratio = volts[int(first - fall * when)] * inverse
        weights += weight
        products += weight * ratio
        squares += weight * ratio * ratio
    return weights - products * products / squares


def _quantiles(values: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return what a sixth, a half and five sixths of the weight lie below."""
    weighed = sorted(values)
    total = sum(weight for _, weight in weighed)
    sums = list(accumulate(weight for _, weight in weighed))
    low, median, high = (
        weighed[min(bisect(sums, total * share), len(weighed) - 1)][0]
        for share in (1 / 6, 1 / 2, 5 / 6)
    )
    return low, median, high
