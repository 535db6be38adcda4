"""Dead bands: how far a value must move to be worth a report before the heartbeat."""

import wire

# By the settings' names: object, its steps in a unit, and how many units are worth a report.
BANDS = {
    "temperature": (wire.TEMPERATURE, 100, 0.1),
    "humidity": (wire.HUMIDITY, 100, 1),
    "pressure": (wire.PRESSURE, 100, 0.5),
    "illuminance": (wire.ILLUMINANCE, 100, 5),
    "voltage": (wire.VOLTAGE, 1000, 0.02),
    "co2": (wire.CO2, 1, 50),
    "moisture": (wire.MOISTURE, 100, 2),
    "tvoc": (wire.TVOC_PPB, 1, 50),
}
# What opens, closes or moves is always worth a report.
SWITCHES = (wire.OPENING, wire.DOOR, wire.GARAGE_DOOR, wire.MOTION, wire.WINDOW)
# Light changes by shares: an eighth of what it was is not worth a report either.
ILLUMINANCE_SHARE = 8


def steps(settings: dict) -> "dict[int, int]":
    """Return the dead band of each object in its own steps."""
    bands = {
        known[0]: round(settings.get(name, known[2]) * known[1]) for name, known in BANDS.items()
    }
    bands.update(dict.fromkeys(SWITCHES, 1))
    return bands


def moved(last: bytes, objects: "list[tuple[int, int]]", bands: "dict[int, int]") -> bool:
    """Tell whether a measurement moved out of its band since the sample that was kept last."""
    before = [known for known in wire.unpack_objects(last) if known[0] in bands]
    after = wire.by_id([measured for measured in objects if measured[0] in bands])
    if [known[0] for known in before] != [measured[0] for measured in after]:
        return True
    return any(
        _distance(object_id, before[place][1], value) >= _band(object_id, value, bands)
        for place, (object_id, value) in enumerate(after)
    )


def _distance(object_id: int, one: int, other: int) -> int:
    """Return how far two values are apart, whether they were packed with a sign or without."""
    span = 1 << 8 * wire.OBJECT_SIZES[object_id]
    apart = (one - other) % span
    return min(apart, span - apart)


def _band(object_id: int, value: int, bands: "dict[int, int]") -> int:
    """Return the band around a value."""
    if object_id == wire.ILLUMINANCE and bands[object_id]:
        return max(bands[object_id], value // ILLUMINANCE_SHARE)
    return bands[object_id]
