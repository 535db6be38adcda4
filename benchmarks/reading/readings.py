"""The readings that all ways bring: five values, none the same as the one before."""

from typing import Final

FIELDS: Final = ("temperature", "humidity", "pressure", "illuminance", "voltage")
# Device classes that the ways give them.
CLASSES: Final = {*FIELDS, "atmospheric_pressure"}
UNITS: Final = ("°C", "%", "hPa", "lx", "V")
STEPS: Final = (100, 100, 100, 100, 1000)
BASE: Final = (2000, 4000, 101000, 30000, 3500)


def values(number: int) -> tuple[int, ...]:
    """Return the values of a reading in their BTHome steps."""
    return tuple(base + number % 997 for base in BASE)


def amounts(number: int) -> dict[str, float]:
    """Return the values of a reading in their units, by field."""
    return {
        field: value / step
        for field, value, step in zip(FIELDS, values(number), STEPS, strict=True)
    }
