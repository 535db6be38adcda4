"""Sensors: one file per chip, each with a class `Sensor`.

`Sensor(wiring)` takes the settings of one sensor, `start()` begins a conversion and returns the
ms until it is ready, `read()` returns [(object id, value in the object's steps)]. Both raise
OSError or ValueError when the chip gives no plausible answer; a wrong number never comes out.
"""


def load(wiring: dict):  # type: ignore[no-untyped-def]
    """Return the sensor that a settings entry describes; only its chip's file is imported."""
    module = __import__("sensors." + wiring["chip"], None, None, ("Sensor",))
    return module.Sensor(wiring)
