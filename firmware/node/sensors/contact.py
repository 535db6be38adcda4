"""A reed contact, or any other switch: it wakes the board whenever it changes."""

import wire
from machine import Pin

KINDS = {
    "door": wire.DOOR,
    "window": wire.WINDOW,
    "garage_door": wire.GARAGE_DOOR,
    "opening": wire.OPENING,
    "motion": wire.MOTION,
}


class Sensor:
    """One contact; `level` is what its pin reads while it is open, or sees motion."""

    objects: "tuple[int, ...]" = ()
    momentary = False

    def __init__(self, wiring: dict) -> None:
        self.objects = (KINDS[wiring["kind"]],)
        self._level = wiring["level"]
        self.gpio = wiring["pin"]
        self.pin = Pin(self.gpio, Pin.IN)
        if wiring["pull"]:
            self.pin.init(pull=Pin.PULL_UP)
        self.woke = False
        self._seen = self.pin.value()

    def start(self) -> int:
        """Return 0: there is nothing to wait for."""
        return 0

    def read(self) -> "list[tuple[int, int]]":
        """Return whether it is open."""
        self._seen = self.pin.value()
        return [(self.objects[0], int(self._seen == self._level))]

    def awaits(self) -> int:
        """Return the level that it had not: a change since then is still to be told."""
        return 1 - self._seen
