"""A push button that wakes the board: a press, or a long one."""

import time

import wire
from machine import Pin

LONG_MS = 800
POLL_MS = 10


class Sensor:
    """One button; `level` is what its pin reads while it is pressed."""

    objects = (wire.BUTTON,)
    momentary = True

    def __init__(self, wiring: dict) -> None:
        self._level = wiring["level"]
        self.gpio = wiring["pin"]
        self.pin = Pin(self.gpio, Pin.IN, Pin.PULL_DOWN if self._level else Pin.PULL_UP)
        self.woke = False

    def start(self) -> int:
        """Return 0: there is nothing to wait for."""
        return 0

    def read(self) -> "list[tuple[int, int]]":
        """Return the press that woke the board, or that goes on; nothing when there was none."""
        if not self.woke and not self._pressed():
            return []
        since = time.ticks_ms()
        while self._pressed() and time.ticks_diff(time.ticks_ms(), since) < LONG_MS:
            time.sleep_ms(POLL_MS)
        self.woke = False
        return [(wire.BUTTON, wire.LONG_PRESS if self._pressed() else wire.PRESS)]

    def awaits(self) -> "int | None":
        """Return the level of the next press; one that is held has to end first."""
        return None if self._pressed() else self._level

    def _pressed(self) -> bool:
        return self.pin.value() == self._level
