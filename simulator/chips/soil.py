"""A capacitive soil probe: the wetter, the lower its voltage; without power it has none."""

from collections.abc import Callable

from simulator.i2c import Failure

DRY_VOLTS = 2.4
WET_VOLTS = 1.1


class Probe:
    """One probe; `moisture` in %."""

    def __init__(self, moisture: Callable[[], float], powered: Callable[[], bool]) -> None:
        """Stand in that soil."""
        self.failure = Failure.NONE
        self.moisture = moisture
        self._powered = powered

    def volts(self) -> float:
        """Return the voltage at its output."""
        if self.failure is Failure.ABSENT or not self._powered():
            return 0.0
        return DRY_VOLTS - (DRY_VOLTS - WET_VOLTS) * self.moisture() / 100
