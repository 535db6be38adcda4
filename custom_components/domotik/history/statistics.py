"""Late readings in the recorder's long-term statistics.

A row of an hour that the recorder has not compiled yet breaks that hour for every entity of the
house: only compiled hours are touched, and computed anew as a whole.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from homeassistant.components.recorder import history
from homeassistant.components.recorder.db_schema import StatisticsRuns
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    UNIT_CLASS_TO_UNIT_CONVERTER,
    async_import_statistics,
    get_metadata,
    statistics_during_period,
    weighted_circular_mean,
)
from homeassistant.components.sensor import SensorStateClass
from homeassistant.components.sensor.const import UNIT_CONVERTERS
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant
from homeassistant.core import State as HassState
from homeassistant.helpers.recorder import get_instance, session_scope
from sqlalchemy import func

from . import hours
from .series import Series
from .shown import Shown

FIVE_MINUTES: Final = 300
# What an import can't change is not compared.
_COMPARED: Final = ("mean", "min", "max", "state", "sum")
_TOTALS: Final = {SensorStateClass.TOTAL, SensorStateClass.TOTAL_INCREASING}
_MEANS: Final = {
    SensorStateClass.MEASUREMENT: StatisticMeanType.ARITHMETIC,
    SensorStateClass.MEASUREMENT_ANGLE: StatisticMeanType.CIRCULAR,
}


@dataclass(frozen=True, slots=True)
class Correction:
    """Rows that are not yet what they should be."""

    metadata: StatisticMetaData
    rows: list[StatisticData]


def compiled_until(hass: HomeAssistant) -> float:
    """Return the instant up to which statistics are compiled; blocks."""
    with session_scope(hass=hass, read_only=True) as session:
        newest = session.query(func.max(StatisticsRuns.start)).scalar()
    return newest.replace(tzinfo=UTC).timestamp() + FIVE_MINUTES if newest else 0.0


def oldest_known(hass: HomeAssistant, now: float) -> float:
    """Return how far back the recorder still has all states."""
    return now - get_instance(hass).keep_days * 86400


def corrections(hass: HomeAssistant, series: Series) -> Correction | None:
    """Return what has to be imported for a sensor; blocks."""
    metadata = _metadata(hass, series.shown)
    if metadata is None:
        return None
    known = _known(hass, series, metadata)
    rows = _rows(hass, series, metadata, known)
    before = _existing(hass, metadata, series.dirty[0], series.dirty[-1] + hours.HOUR)
    wrong = [row for row in rows if not _same(row, before.get(row["start"].timestamp(), {}))]
    return Correction(metadata, wrong) if wrong else None


def import_rows(hass: HomeAssistant, correction: Correction) -> None:
    """Ask the recorder to write the rows."""
    async_import_statistics(hass, correction.metadata, correction.rows)


def _metadata(hass: HomeAssistant, shown: Shown) -> StatisticMetaData | None:
    """Return how the sensor's statistics are described, None where they are of another kind."""
    state_class = shown.attributes["state_class"]
    mean_type = _MEANS.get(state_class, StatisticMeanType.NONE)
    stored = get_metadata(hass, statistic_ids={shown.entity_id}).get(shown.entity_id)
    if stored:
        same = stored[1]["mean_type"] == mean_type
        return stored[1] if same and stored[1]["has_sum"] == (state_class in _TOTALS) else None
    unit = shown.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    converter = UNIT_CONVERTERS.get(shown.attributes.get(ATTR_DEVICE_CLASS, ""))
    return StatisticMetaData(
        mean_type=mean_type,
        has_sum=state_class in _TOTALS,
        name=None,
        source="recorder",
        statistic_id=shown.entity_id,
        unit_class=converter.UNIT_CLASS if converter else None,
        unit_of_measurement=unit,
    )


def _known(hass: HomeAssistant, series: Series, metadata: StatisticMetaData) -> list[hours.Span]:
    """Return what states and late readings together tell of the dirty hours."""
    first, end = series.dirty[0], series.dirty[-1] + hours.HOUR
    # The value at the first hour's start may be an earlier hour's late reading.
    begin = hours.hour_of(max((time for time, _ in series.late if time < first), default=first))
    found = history.state_changes_during_period(
        hass, _datetime(begin), _datetime(end), series.shown.entity_id
    ).get(series.shown.entity_id, [])
    states = [(state.last_updated_timestamp, _number(state, metadata)) for state in found]
    unit = series.shown.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    late = [
        (time, _convert(value, unit, metadata))
        for time, value in series.late
        if begin <= time < end
    ]
    return hours.spans(states, late, series.hold, end)


def _rows(
    hass: HomeAssistant, series: Series, metadata: StatisticMetaData, known: list[hours.Span]
) -> list[StatisticData]:
    """Return the rows of those dirty hours of which a late reading tells something."""
    parts = {hour: hours.of_hour(known, hour) for hour in series.dirty}
    told = {hour: part for hour, part in parts.items() if any(span.late for span in part)}
    if metadata["has_sum"]:
        return _totals(hass, series, metadata, told)
    return [_row(metadata, part, hour) for hour, part in told.items()]


def _row(metadata: StatisticMetaData, part: list[hours.Span], hour: float) -> StatisticData:
    """Return the row of a measurement."""
    if metadata["mean_type"] is StatisticMeanType.CIRCULAR:
        weighted = [(span.value, span.within(hour)) for span in part]
        angle, weight = weighted_circular_mean(weighted)
        return StatisticData(start=_datetime(hour), mean=angle, mean_weight=weight)
    values = [span.value for span in part]
    return StatisticData(
        start=_datetime(hour), mean=hours.mean(part, hour), min=min(values), max=max(values)
    )


def _totals(
    hass: HomeAssistant,
    series: Series,
    metadata: StatisticMetaData,
    told: dict[float, list[hours.Span]],
) -> list[StatisticData]:
    """Return the rows of a meter, which count on from the row before; none if it was reset."""
    first = min(told, default=0.0)
    before = _existing(hass, metadata, first - 86400, first)
    if not before:
        return []
    last = before[max(before)]
    state, total = cast(float, last["state"]), cast(float, last["sum"])
    values = [state, *(span.value for part in told.values() for span in part)]
    increasing = series.shown.attributes["state_class"] == SensorStateClass.TOTAL_INCREASING
    if increasing and values != sorted(values):
        return []
    return [
        StatisticData(
            start=_datetime(hour), state=part[-1].value, sum=total + part[-1].value - state
        )
        for hour, part in told.items()
    ]


def _existing(
    hass: HomeAssistant, metadata: StatisticMetaData, start: float, end: float
) -> dict[float, dict[str, Any]]:
    """Return the rows that there are, by the start of their hour."""
    entity_id, unit_class = metadata["statistic_id"], metadata["unit_class"]
    unit = metadata["unit_of_measurement"]
    units = {unit_class: unit} if unit_class and unit else None
    found = statistics_during_period(
        hass, _datetime(start), _datetime(end), {entity_id}, "hour", units, set(_COMPARED)
    )
    return {row["start"]: cast(dict[str, Any], row) for row in found.get(entity_id, [])}


def _same(row: StatisticData, existing: dict[str, Any]) -> bool:
    """Tell whether a row already is what it should be."""
    wanted = cast(dict[str, Any], row)
    return all(
        existing.get(name) is not None
        and math.isclose(wanted[name], existing[name], rel_tol=1e-9, abs_tol=1e-9)
        for name in _COMPARED
        if name in wanted
    )


def _number(state: HassState, metadata: StatisticMetaData) -> float | None:
    """Return a state in the unit of the statistics, None for one that is no number."""
    try:
        value = float(state.state)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    return _convert(value, state.attributes.get(ATTR_UNIT_OF_MEASUREMENT), metadata)


def _convert(value: float, unit: str | None, metadata: StatisticMetaData) -> float:
    """Return a value in the unit of the statistics."""
    converter = UNIT_CLASS_TO_UNIT_CONVERTER.get(metadata["unit_class"] or "")
    if converter is None or unit == metadata["unit_of_measurement"]:
        return value
    return converter.convert(value, unit, metadata["unit_of_measurement"])


def _datetime(time: float) -> datetime:
    """Return an instant as the recorder takes it."""
    return datetime.fromtimestamp(time, UTC)
