"""The last 24 hours of a sensor, for a display."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final

from homeassistant.const import ATTR_DEVICE_CLASS
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util

from .display.summary import Kind, Trend
from .display_rooms import amount_of
from .display_settings import Settings

if TYPE_CHECKING:
    from homeassistant.components.recorder.statistics import StatisticsRow

DAY: Final = timedelta(hours=24)
HOUR: Final = 3600.0
# The picture of the past moves on in steps of this many seconds: a line that creeps on by a pixel
# would make every picture another one.
STEP: Final = 1800.0
# Between remembered values, in seconds.
APART: Final = 300.0


@dataclass(frozen=True, slots=True)
class Point:
    """A time, the value then, and its extremes around it."""

    time: float
    value: float
    low: float
    high: float


class Ring:
    """The last day of an entity, remembered for where there is no recorder."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self.entity_id = ""
        self._points: list[Point] = []
        self._value: float | None = None

    def note(self, state: State) -> None:
        """Remember a state; another entity's begin anew."""
        if state.entity_id != self.entity_id:
            self.entity_id = state.entity_id
            self._points, self._value = [], None
        time = state.last_updated_timestamp
        self._hold(time)
        try:
            self._value = float(state.state)
        except ValueError:
            self._value = None
            return
        if not self._points or time - self._points[-1].time >= APART:
            oldest = time - DAY.total_seconds()
            self._points = [point for point in self._points if point.time >= oldest]
            self._add(time, self._value)

    def points(self, entity_id: str) -> list[Point]:
        """Return what is remembered of an entity."""
        if entity_id != self.entity_id:
            return []
        self._hold(dt_util.utcnow().timestamp())
        return list(self._points)

    def _hold(self, until: float) -> None:
        """Remember that the last value held until then: what does not change tells nothing."""
        while self._value is not None and self._points and until - self._points[-1].time > STEP:
            self._add(self._points[-1].time + STEP, self._value)

    def _add(self, time: float, value: float) -> None:
        """Remember a value."""
        self._points.append(Point(time, value, value, value))


async def trend_of(
    hass: HomeAssistant, name: str, entity_id: str, ring: Ring, settings: Settings
) -> Trend:
    """Return the trend of a sensor, empty as long as nothing is known."""
    state = hass.states.get(entity_id)
    points = await _recorded(hass, entity_id) or ring.points(entity_id)
    now = dt_util.utcnow().timestamp()
    end = now // STEP * STEP
    shown = _until(points, end) or _until(points, now)
    if state is None or not shown:
        return Trend(name)
    kind = _kind(state)
    present = State(entity_id, str(shown[-1].value), state.attributes)
    amount = amount_of(hass, present, kind, settings)
    if amount is None:
        return Trend(name)
    low, high = min(point.low for point in shown), max(point.high for point in shown)
    last = end if shown[-1].time <= end else now
    return Trend(
        name,
        tuple(((last - point.time) / HOUR, point.value) for point in shown),
        amount.with_value(low, settings.alarm(kind, low)),
        amount.with_value(high, settings.alarm(kind, high)),
    )


def _kind(state: State) -> Kind:
    """Return what a sensor measures."""
    try:
        return Kind(state.attributes.get(ATTR_DEVICE_CLASS, ""))
    except ValueError:
        return Kind.OTHER


def _until(points: Iterable[Point], end: float) -> list[Point]:
    """Return the points of a day up to a time."""
    return [point for point in points if end - DAY.total_seconds() <= point.time <= end]


async def _recorded(hass: HomeAssistant, entity_id: str) -> list[Point]:
    """Return what the recorder knows, in the sensor's present unit.

    An hour without rows of five minutes is its row of an hour: what came late is only there.
    """
    if "recorder" not in hass.config.components:
        return []
    start = dt_util.utcnow() - DAY - timedelta(hours=1)
    short, long = await get_instance(hass).async_add_executor_job(_rows, hass, entity_id, start)
    points = [point for row in short for point in _point(row)]
    hours = {point.time // HOUR for point in points}
    late = [point for row in long for point in _point(row) if point.time // HOUR not in hours]
    return sorted(chain(points, late), key=lambda point: point.time)


def _rows(
    hass: HomeAssistant, entity_id: str, start: datetime
) -> tuple[list[StatisticsRow], list[StatisticsRow]]:
    """Read the rows of five minutes and of an hour."""
    # Only a Home Assistant with a recorder has what this imports.
    from homeassistant.components.recorder.statistics import (  # noqa: PLC0415
        statistics_during_period,
    )

    ids = {entity_id}
    short = statistics_during_period(
        hass, start, None, ids, "5minute", None, {"mean", "min", "max"}
    )
    long = statistics_during_period(hass, start, None, ids, "hour", None, {"mean", "min", "max"})
    return short.get(entity_id, []), long.get(entity_id, [])


def _point(row: StatisticsRow) -> list[Point]:
    """Return a row as a point in its middle, nothing if it has no mean."""
    mean, low, high = row.get("mean"), row.get("min"), row.get("max")
    if mean is None:
        return []
    return [
        Point(
            (row["start"] + row["end"]) / 2,
            mean,
            mean if low is None else low,
            mean if high is None else high,
        )
    ]
