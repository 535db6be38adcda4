"""A soil probe's two points, taken from its present reading."""

import settings
from measure import Sensors
from node import review_sensors


def take(stored: dict, sensors: Sensors, number: int, point: str) -> None:
    """Make a probe's last reading its dry or wet point, for good; ValueError when it has none."""
    volts = sensors.volts(number)
    if volts is None:
        raise ValueError("sensor %d has no reading to calibrate it by" % (number + 1))
    stored["sensors"][number][point] = volts
    others = [name for name in stored.get("refused", ()) if not name.startswith("sensor ")]
    stored["refused"] = others + [name for name, _ in review_sensors(stored)]
    settings.save(stored)
    sensors.renew(number, stored["sensors"][number])
