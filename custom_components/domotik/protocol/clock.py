"""Dating: what a node's drifting clock says in host time."""

from bisect import insort
from typing import Any, Final, Self

PAIRS_MAX: Final = 16
# A chip asleep drifts by up to 5 %; beyond this it is the host's clock that jumped.
RATE_LIMITS: Final = (0.8, 1.25)


class NodeClock:
    """Pairs of node clock and host time, both in seconds, of one epoch."""

    def __init__(self, pairs: list[tuple[int, float]] | None = None) -> None:
        """Start with the pairs known so far."""
        self.pairs = sorted(pairs or [])

    def pair(self, clock: int, host: float) -> None:
        """Note that the node's clock stood so at that host time."""
        if any(known == clock for known, _ in self.pairs):
            return
        insort(self.pairs, (clock, host))
        del self.pairs[:-PAIRS_MAX]

    def date(self, taken: int) -> float:
        """Return the host time of an instant on the node's clock; needs one pair."""
        after = next((pair for pair in self.pairs if pair[0] >= taken), self.pairs[-1])
        before = next((pair for pair in reversed(self.pairs) if pair[0] < taken), None)
        return after[1] - (after[0] - taken) * _rate(before, after)

    def as_list(self) -> list[Any]:
        """Return a plain form for storage."""
        return [list(pair) for pair in self.pairs]

    @classmethod
    def from_list(cls, stored: list[Any]) -> Self:
        """Return the clock that `as_list` stored."""
        return cls([(clock, host) for clock, host in stored])


def _rate(before: tuple[int, float] | None, after: tuple[int, float]) -> float:
    """Return host seconds per node second between two contacts; 1 when that can't be told."""
    if before is None or before[0] == after[0]:
        return 1.0
    rate = (after[1] - before[1]) / (after[0] - before[0])
    return rate if RATE_LIMITS[0] <= rate <= RATE_LIMITS[1] else 1.0
