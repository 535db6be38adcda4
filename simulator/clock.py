"""Simulated time: everything that sleeps or drifts can run faster than the wall clock."""

import time
from collections.abc import Callable


class Clock:
    """Seconds since the simulation began; `scale` simulated seconds pass in a real one."""

    def __init__(self, scale: float = 1.0, real: Callable[[], float] = time.monotonic) -> None:
        """Start at zero; `real` is the clock to scale."""
        self.scale = scale
        self._real = real
        self._began = real()

    def now(self) -> float:
        """Return simulated seconds since the start."""
        return (self._real() - self._began) * self.scale

    def real_seconds(self, simulated: float) -> float:
        """Return how long a simulated span takes on the wall clock."""
        return simulated / self.scale
