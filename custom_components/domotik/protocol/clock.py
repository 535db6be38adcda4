"""Dating: what a node's drifting clock says in host time."""

from bisect import insort
from typing import Any, Final, Self

type Contact = tuple[int, float]

PAIRS_MAX: Final = 16
# A chip asleep drifts by up to 5 %; beyond this it is the host's clock that jumped.
RATE_LIMITS: Final = (0.8, 1.25)
# Over this many node seconds the whole seconds of a node's clock hide less than half a percent.
RATE_SPAN: Final = 300
# Over this many host seconds neither whole seconds nor the tries of one wake hide a right clock.
STEP_SPAN: Final = 60
# A single step can be the host's clock that was set; so many in a row can't.
STRIKES_MAX: Final = 4


class NodeClock:
    """Contacts of one epoch, each a pair of node clock and host time in seconds."""

    def __init__(self, pairs: list[Contact] | None = None, rate: float = 1.0) -> None:
        """Start with the pairs known so far, and the rate that an earlier epoch showed."""
        self.pairs = sorted(pairs or [])
        self._rate_before = rate
        self._latest = self.pairs[-1] if self.pairs else None
        self._strikes = 0

    @property
    def impossible(self) -> bool:
        """Tell whether the node's clock has stood still, run wild or gone back, time and again."""
        return self._strikes >= STRIKES_MAX

    @property
    def rate(self) -> float:
        """Return host seconds per node second over all contacts."""
        if not self.pairs or self.pairs[-1][0] - self.pairs[0][0] < RATE_SPAN:
            return self._rate_before
        return _rate(self.pairs[0], self.pairs[-1]) or self._rate_before

    def pair(self, clock: int, host: float) -> None:
        """Note that the node's clock stood so at that host time."""
        self._compare((clock, host))
        if any(known == clock for known, _ in self.pairs):
            return
        # First make room: a late frame's own contact is what dates its samples best.
        del self.pairs[: -PAIRS_MAX + 1]
        insort(self.pairs, (clock, host))

    def _compare(self, contact: Contact) -> None:
        """Count how often in a row the node's clock moved in a way that no chip's does."""
        if self._latest is None:
            self._latest = contact
        elif contact[1] - self._latest[1] >= STEP_SPAN:
            self._strikes = 0 if _rate(self._latest, contact) else self._strikes + 1
            self._latest = contact

    def shift(self, step: float) -> None:
        """Move all contacts along with the host's clock, which was set by so many seconds."""
        self.pairs = [(clock, host + step) for clock, host in self.pairs]
        if self._latest:
            self._latest = (self._latest[0], self._latest[1] + step)

    def date(self, taken: int) -> float:
        """Return the host time of an instant on the node's clock; needs one pair."""
        after = next((pair for pair in self.pairs if pair[0] >= taken), self.pairs[-1])
        before = next((pair for pair in reversed(self.pairs) if pair[0] < taken), None)
        local = _rate(before, after) if before and before != after else None
        return after[1] - (after[0] - taken) * (local or self.rate)

    def as_list(self) -> list[Any]:
        """Return the contacts in a plain form for storage; the rate is stored beside them."""
        return [list(pair) for pair in self.pairs]

    @classmethod
    def from_list(cls, stored: list[Any], rate: float = 1.0) -> Self:
        """Return the clock that `as_list` stored."""
        return cls([(clock, host) for clock, host in stored], rate)


def _rate(before: Contact, after: Contact) -> float | None:
    """Return host seconds per node second between two contacts, None when the host's jumped."""
    if after[0] <= before[0]:
        return None
    rate = (after[1] - before[1]) / (after[0] - before[0])
    return rate if RATE_LIMITS[0] <= rate <= RATE_LIMITS[1] else None
