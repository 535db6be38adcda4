"""Noticing that the host's clock was set: what was learned by it is then moved along."""

from time import monotonic
from typing import Final

# Less is the pace of a clock that is being trimmed, and nothing depends on it.
LEAST_SECONDS: Final = 2.0


class ClockStep:
    """Compares the time of day with a clock that nobody sets."""

    def __init__(self) -> None:
        """Start without having looked."""
        self._apart: float | None = None

    def look(self, now: float) -> float:
        """Return by how many seconds the time of day was set since the last look, mostly 0."""
        apart = now - monotonic()
        step = 0.0 if self._apart is None else apart - self._apart
        self._apart = apart
        return step if abs(step) >= LEAST_SECONDS else 0.0
