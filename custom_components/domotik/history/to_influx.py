"""The way of late samples into the user's InfluxDB."""

from homeassistant.core import HomeAssistant

from . import influx
from .late import LateSample, LateSamples, Wants
from .shown import homeless, shown


async def to_influx(hass: HomeAssistant, late: LateSamples) -> None:
    """Write what waits, the oldest first; raises InfluxDown or InfluxUnfit."""
    waiting = late.waiting(Wants.INFLUX)
    reach = influx.look(hass)
    if reach is influx.Influx.ABSENT:
        late.arrived(waiting, Wants.INFLUX)
    if reach is not influx.Influx.READY or not waiting:
        return
    ready = [sample for sample in waiting if not homeless(hass, sample)]
    points = [point for sample in ready for point in _points(hass, sample)]
    if points:
        late.refused += await influx.write(hass, points)
    late.arrived(ready, Wants.INFLUX)


def _points(hass: HomeAssistant, sample: LateSample) -> list[influx.Point]:
    """Return the points of a sample; what has no state or is filtered out has none."""
    states = [
        entity.state(key, value, sample.time)
        for key, value in sample.readings.items()
        if (entity := shown(hass, sample.mac, key))
    ]
    made = [influx.point(hass, state, sample.time) for state in states if state]
    return [point for point in made if point]
