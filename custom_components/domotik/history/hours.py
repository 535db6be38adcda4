"""Hourly statistics out of states and late readings, by the recorder's own rule.

A value holds until the next one; a mean is weighted by time over what is known of the hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
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


def spans(states: list[State], late: list[Reading], hold: float, end: float) -> list[Span]:
    """Return what is known, in order.

    A late reading tells that its node lived and only was not heard: it speaks for itself for
    `hold` seconds although the sensor was unavailable, and for longer where it was not.
    """
    gaps = _gaps(states)
    values = [(time, value, False) for time, value in states if value is not None]
    values += [(time, value, True) for time, value in late]
    values = sorted(values, key=lambda known: known[0])
    nexts = [*(time for time, _, _ in values), end][1:]
    found = []
    for (time, value, is_late), until in zip(values, nexts, strict=True):
        gone = next((max(time, begin) for begin, over in gaps if over > time), end)
        gone = max(gone, time + hold) if is_late else gone
        found.append(Span(time, min(until, gone), value, is_late))
    return [span for span in found if span.end > span.start]


def _gaps(states: list[State]) -> list[tuple[float, float]]:
    """Return from when to when a sensor was unavailable, or not there yet."""
    gaps = []
    since: float | None = float("-inf")
    for time, value in states:
        if value is None:
            since = time if since is None else since
        elif since is not None:
            gaps.append((since, time))
            since = None
    return gaps if since is None else [*gaps, (since, float("inf"))]


def of_hour(known: Iterable[Span], hour: float) -> list[Span]:
    """Return what is known of an hour."""
    return [span for span in known if span.within(hour) > 0]


def mean(known: list[Span], hour: float) -> float:
    """Return the mean, weighted by time."""
    seconds = [span.within(hour) for span in known]
    weighted = (span.value * part for span, part in zip(known, seconds, strict=True))
    return sum(weighted) / sum(seconds)
