"""The late readings of each sensor, and the hours they can change."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from homeassistant.components.sensor import ATTR_STATE_CLASS
from homeassistant.core import HomeAssistant, callback

from custom_components.domotik.node import ObjectKey

from . import hours
from .late import LateSample, LateSamples
from .shown import Shown, shown

# How many seconds a reading of a node speaks for.
type Hold = Callable[[str], float]
type Place = tuple[str, ObjectKey]


@dataclass(frozen=True, slots=True)
class Series:
    """A sensor, all its late readings in its unit, and the hours to look at."""

    shown: Shown
    late: list[hours.Reading]
    hold: float
    dirty: list[float]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The hours that the recorder has compiled and still has the states of."""

    since: float
    until: float

    def of(self, sample: LateSample, hold: float) -> set[float]:
        """Return those hours that a sample can change."""
        return {
            hour
            for hour in hours.hours_of(sample.time, hold)
            if self.since <= hour <= self.until - hours.HOUR
        }

    def past(self, sample: LateSample, hold: float) -> bool:
        """Tell whether no hour is still to come that a sample can change."""
        return hours.hours_of(sample.time, hold)[-1] <= self.until - hours.HOUR


@callback
def series_of(
    hass: HomeAssistant,
    late: LateSamples,
    waiting: list[LateSample],
    compiled: Compiled,
    hold: Hold,
) -> list[Series]:
    """Return the sensors with statistics that samples wait for, with all that is kept of them."""
    dirty: defaultdict[Place, set[float]] = defaultdict(set)
    for sample in waiting:
        for key in sample.readings:
            dirty[sample.mac, key] |= compiled.of(sample, hold(sample.mac))
    found = []
    for (mac, key), touched in dirty.items():
        entity = shown(hass, mac, key)
        if touched and entity and entity.attributes.get(ATTR_STATE_CLASS):
            readings = _readings(late, entity, mac, key)
            found.append(Series(entity, readings, hold(mac), sorted(touched)))
    return found


def _readings(late: LateSamples, entity: Shown, mac: str, key: ObjectKey) -> list[hours.Reading]:
    """Return all that is kept of an object, in its entity's unit, oldest first."""
    found = [
        (sample.time, entity.number(key, sample.readings[key]))
        for sample in late
        if sample.mac == mac and key in sample.readings
    ]
    return [(time, number) for time, number in found if number is not None]
