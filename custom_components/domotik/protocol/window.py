"""Which consecutive u16 numbers have arrived, in bounded memory."""

from typing import Any, Final, Self

from . import wire

SPAN: Final = 0xFFFF
# A node keeps about 48 samples; what is further behind the newest can't be filled in any more.
REACH: Final = 1024
RECENT: Final = 32


class SampleWindow:
    """Up to `settled` every number has arrived or never will; `above` came out of order."""

    def __init__(self, settled: int | None = None, above: set[int] | None = None) -> None:
        """Start with what is known, or without a first number."""
        self.settled = settled
        self.above = above or set()
        self.lost = 0
        # The epoch began under our eyes: what lies below its first contact was ours to get.
        self.whole = False

    @property
    def newest(self) -> int | None:
        """Return the newest number that is settled or has arrived."""
        if self.settled is None:
            return None
        return (self.settled + max(map(self._ahead, self.above), default=0)) & SPAN

    def begin(self, numbers: list[int]) -> None:
        """At first contact, expect nothing older than these numbers, or all of a whole epoch."""
        if self.settled is None:
            first = numbers[0]
            for number in numbers:
                first = number if wire.newer(first, number) else first
            if self.whole and wire.newer(first, 0):
                first = 0
            self.settled = (first - 1) & SPAN

    def take(self, number: int) -> bool:
        """Note a number; tell whether it is new."""
        if self.settled is None or not wire.newer(number, self.settled) or number in self.above:
            return False
        self.settle_below((number - REACH) & SPAN)
        self.above.add(number)
        self._close_up()
        return True

    def settle_below(self, oldest: int) -> None:
        """Give up what is older than the oldest number that can still come."""
        while self.settled is not None and wire.newer(oldest, (self.settled + 1) & SPAN):
            self._advance(self.settled)
        self._close_up()

    def next_epoch(self) -> Self:
        """Return the window of the epoch after this one; gaps that are left open are lost."""
        for number in sorted(self.above, key=self._ahead):
            self.settle_below(number)
        window = type(self)()
        window.lost, window.whole = self.lost, True
        return window

    def as_dict(self) -> dict[str, Any]:
        """Return a plain form for storage."""
        return {
            "settled": self.settled,
            "above": sorted(self.above),
            "lost": self.lost,
            "whole": self.whole,
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """Return the window that `as_dict` stored."""
        window = cls(stored["settled"], set(stored["above"]))
        window.lost, window.whole = stored["lost"], stored.get("whole", False)
        return window

    def _ahead(self, number: int) -> int:
        """Return how far a number is ahead of what is settled."""
        return (number - (self.settled or 0)) & SPAN

    def _advance(self, settled: int) -> None:
        """Settle one more number, arrived or lost."""
        self.settled = (settled + 1) & SPAN
        self.lost += self.settled not in self.above
        self.above.discard(self.settled)

    def _close_up(self) -> None:
        """Settle all that follows without a gap."""
        while self.settled is not None and (self.settled + 1) & SPAN in self.above:
            self._advance(self.settled)


class CounterWindow:
    """The counters of a node's frames: which are repeated, how many never came."""

    def __init__(self, newest: int | None = None, recent: int = 0, lost: int = 0) -> None:
        """Start with what is known; bit n of `recent` is the counter n before the newest."""
        self.newest = newest
        self.recent = recent
        self.lost = lost

    def has(self, counter: int, *, wraps: bool = True) -> bool:
        """Tell whether a counter was taken, or is too old to tell."""
        behind = -self._ahead(counter, wraps=wraps)
        return behind >= RECENT or (behind >= 0 and bool(self.recent >> behind & 1))

    def take(self, counter: int, *, wraps: bool = True) -> bool:
        """Note a counter; tell whether it is new."""
        if self.has(counter, wraps=wraps):
            return False
        step = self._ahead(counter, wraps=wraps)
        if step > 0:
            self.lost += step - 1
            self.recent = (self.recent << min(step, RECENT) | 1) & (1 << RECENT) - 1
            self.newest = counter
        else:
            self.recent |= 1 << -step
            self.lost = max(0, self.lost - 1)
        return True

    def _ahead(self, counter: int, *, wraps: bool) -> int:
        """Return how far a counter is ahead of the newest, negative behind it."""
        if self.newest is None:
            return 1
        # Where counters end an epoch before they wrap, half their span ahead is still ahead: an
        # old frame must not pass for a new one.
        if wraps and not wire.newer(counter, self.newest):
            return -((self.newest - counter) & SPAN)
        return (counter - self.newest) & SPAN if wraps else counter - self.newest

    def as_list(self) -> tuple[int | None, int, int]:
        """Return a plain form for storage."""
        return self.newest, self.recent, self.lost
