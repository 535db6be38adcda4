"""Sensors: one file per chip, each with a class `Sensor`.

`Sensor(wiring)` takes the settings of one sensor, `start()` begins a conversion and returns the
ms until it is ready, `read()` returns [(object id, value in the object's steps)]; `objects` names
the ids that it can return. All raise OSError or ValueError when the chip gives no plausible
answer; a wrong number never comes out.

A chip that needs to know the air around it has `learn(objects)`, called with all that a look has
measured. One that wakes the board has its `pin` and `gpio`, is told whether it `woke` it, and
tells by `awaits()` the level at which it will, or None; `momentary` is one that can await nothing.
"""

# What may have been refused of a sensor that can be made all the same.
CAN_BE_CALIBRATED = (None, "dry", "wet")


def kind(wiring: dict):  # type: ignore[no-untyped-def]
    """Return the class for a settings entry; only its chip's file is imported."""
    if wiring.get("refused") not in CAN_BE_CALIBRATED:
        raise ValueError("its settings were refused: %s" % wiring["refused"])
    return __import__("sensors." + wiring["chip"], None, None, ("Sensor",)).Sensor


def bus(wiring: dict):  # type: ignore[no-untyped-def]
    """Return the I2C bus of a settings entry."""
    from machine import Pin, SoftI2C

    return SoftI2C(scl=Pin(wiring["scl"]), sda=Pin(wiring["sda"]), freq=400_000)
