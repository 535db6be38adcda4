"""One look at all sensors: every conversion is started, then each is read when it is ready."""

import time

import sensors


def measure(wirings: list) -> "tuple[list[tuple[int, int]], int]":
    """Return (objects, faults); bit n of faults is set when sensor n gave no reading."""
    begun = []
    objects: "list[tuple[int, int]]" = []
    faults = 0
    for place, wiring in enumerate(wirings):
        try:
            sensor = sensors.load(wiring)
            wait = sensor.start()
            begun.append((place, sensor, time.ticks_add(time.ticks_ms(), wait)))
        except (OSError, ValueError) as error:
            faults |= fault(place, wiring, error)
    for place, sensor, ready in begun:
        time.sleep_ms(max(0, time.ticks_diff(ready, time.ticks_ms())))
        try:
            objects += sensor.read()
        except (OSError, ValueError) as error:
            faults |= fault(place, wirings[place], error)
    return objects, faults


def fault(place: int, wiring: dict, error: Exception) -> int:
    """Print why a sensor gave nothing; return its bit."""
    print("sensor %d (%s):" % (place + 1, wiring["chip"]), error)
    return 1 << place
