"""Switches at a board's pins, and the pins that end its deep sleep."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.standins import _ops

PULL_UP = 2


@dataclass(frozen=True, slots=True)
class Wake:
    """What ended a deep sleep: the source as ESP-IDF numbers it, and the pins it names."""

    source: int
    pins: tuple[int, ...] = ()


class Inputs:
    """The levels that switches put on pins; None leaves a pin to its pull."""

    def __init__(self, wakes: Callable[[Wake], None]) -> None:
        """Start with nothing connected; `wakes` is called when an armed pin has its level."""
        self.levels: dict[int, int | None] = {}
        self._pulls: dict[int, int] = {}
        self._armed: dict[int, tuple[int, tuple[int, ...]]] = {}
        self._wakes = wakes

    def forget(self) -> None:
        """Begin as after any reset: no pull, nothing armed."""
        self._pulls.clear()
        self._armed.clear()

    def level(self, pin: int) -> int:
        """Return what a pin reads."""
        level = self.levels.get(pin)
        return int(self._pulls.get(pin) == PULL_UP) if level is None else level

    def pull(self, pin: int, pull: int) -> None:
        """Pull a pin up or down from inside the chip."""
        self._pulls[pin] = pull

    def arm(self, source: int, level: int, pins: tuple[int, ...]) -> None:
        """Let pins end the next deep sleep at a level."""
        self._armed[source] = level, pins

    def switch(self, pin: int, level: int | None) -> None:
        """Move a switch."""
        self.levels[pin] = level
        self.look()

    def look(self) -> None:
        """Wake the board when an armed pin is at its level: it is the level that counts."""
        for source, (level, pins) in self._armed.items():
            at_level = tuple(pin for pin in pins if self.level(pin) == level)
            # EXT1 of an ESP32 waits for all of its pins to be low, or for any to be high.
            if at_level and (level or source != _ops.EXT1 or at_level == pins):
                self._wakes(Wake(source, () if source == _ops.EXT0 else at_level))
                return
