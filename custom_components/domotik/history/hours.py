"""Hourly statistics out of states and late readings, by the recorder's own rule.

A value holds until the next one; a mean is weighted by time over what is known of the hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

HOUR: Final = 3600

# When, and the value from then on; None for an unavailable sensor.
type State = tuple[float, float | None]
type Reading = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Span:
    """A time over which a value is known; `late` tells that a late reading says so."""

    start: float
    end: float
    value: float
    late: bool

    def within(self, hour: float) -> float:
        """Return how many seconds of an hour it covers."""
        return min(self.end, hour + HOUR) - max(self.start, hour)


def hour_of(time: float) -> float:
    """Return the start of the hour that holds an instant."""
    return time - time % HOUR


def hours_of(time: float, hold: float) -> list[float]:
    """Return the hours that a late reading can change."""
    first, last = int(hour_of(time)), int(hour_of(time + hold))
    return [float(hour) for hour in range(first, last + 1, HOUR)]


def spans(states: Iterable[State], late: Iterable[Reading], hold: float, end: float) -> list[Span]:
    """Return what is known, in order: a late reading speaks for itself for at most `hold` s.

    Until then the sensor was not unavailable: it only was not heard.
    """
    events = [(time, value, False) for time, value in states]
    events += [(time, value, True) for time, value in late]
    kept: list[tuple[float, float | None, bool]] = []
    heard_until = float("-inf")
    for time, value, is_late in sorted(events, key=lambda event: event[0]):
        if value is None and time < heard_until:
            continue
        kept.append((time, value, is_late))
        heard_until = time + hold if is_late else heard_until
    kept.append((end, None, False))
    return [
        Span(time, min(until, time + hold) if is_late else until, value, is_late)
        for (time, value, is_late), (until, _, _) in pairwise(kept)
        if value is not None and until > time
    ]


def of_hour(known: Iterable[Span], hour: float) -> list[Span]:
    """Return what is known of an hour."""
    return [span for span in known if span.within(hour) > 0]


def mean(known: list[Span], hour: float) -> float:
    """Return the mean, weighted by time."""
    seconds = [span.within(hour) for span in known]
    weighted = (span.value * part for span, part in zip(known, seconds, strict=True))
    return sum(weighted) / sum(seconds)
