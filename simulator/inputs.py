"""Switches at a board's pins, and the pins that end its deep sleep."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.soc import ESP32, Soc
from simulator.standins import _ops

PULL_DOWN = 1
PULL_UP = 2


@dataclass(frozen=True, slots=True)
class Wake:
    """What ended a deep sleep: the source as ESP-IDF numbers it, and the pins it names."""

    source: int
    pins: tuple[int, ...] = ()


class Inputs:
    """The levels that switches put on pins; None leaves a pin to its pull."""

    def __init__(self, wakes: Callable[[Wake], None], soc: Soc = ESP32) -> None:
        """Start with nothing connected; `wakes` is called when an armed pin has its level."""
        self.soc = soc
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
        """Let pins end the next deep sleep at a level; GPIO then pulls them away from it."""
        if not self.soc.wake_pins.issuperset(pins):
            raise ValueError("invalid pin")
        self._armed[source] = level, pins
        if source == _ops.GPIO:
            self._pulls |= dict.fromkeys(pins, PULL_DOWN if level else PULL_UP)

    def switch(self, pin: int, level: int | None) -> None:
        """Move a switch."""
        self.levels[pin] = level
        self.look()

    def look(self) -> None:
        """Wake the board when an armed pin is at its level: it is the level that counts."""
        for source, (level, pins) in self._armed.items():
            at_level = tuple(pin for pin in pins if self._level_asleep(pin) == level)
            all_low = source == _ops.EXT1 and not level and self.soc.ext1_all_low
            if at_level and (not all_low or at_level == pins):
                self._wakes(Wake(source, () if source == _ops.EXT0 else at_level))
                return

    def _level_asleep(self, pin: int) -> int:
        """Return what the chip's wake-up logic sees at a pin."""
        pulled = not self.soc.pulls_need_ext0 or _ops.EXT0 in self._armed
        return self.level(pin) if pulled else self.levels.get(pin) or 0
