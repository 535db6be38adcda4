"""The order of what one start of the broker passes on: each frame once, gaps asked for."""

from enum import Enum, auto


class Place(Enum):
    """Where a receive number stands."""

    NEXT = auto()
    REPEATED = auto()
    AHEAD = auto()


class Inbox:
    """Receive numbers; `last` is the newest without a gap below it, None before the first PING.

    `safe` is the newest that the host has for good.
    """

    def __init__(self) -> None:
        """Start without knowing what the broker's ring holds."""
        self.last: int | None = None
        self.newest = 0
        self.safe: int | None = None
        self.repeated = 0
        self.gaps = 0
        self.skipped = 0
        self.resend = False
        self._asked = False
        self._last_at_ping: int | None = None

    @property
    def behind(self) -> bool:
        """Tell whether the broker is known to keep more, or was not asked yet."""
        return self.last is None or self.last < self.newest

    def restart(self) -> None:
        """Follow a new start of the broker, whose numbers begin at 1."""
        self.last = self.safe = self.newest = 0
        self.resend = self._asked = False
        self._last_at_ping = None

    def take(self, number: int) -> Place:
        """Place a number; one that comes too early makes `resend` true, once per gap."""
        if self.last is None:
            self.resend = True
            return Place.AHEAD
        if number <= self.last:
            self.repeated += 1
            return Place.REPEATED
        if number > self.last + 1:
            self._miss()
            return Place.AHEAD
        self.last = number
        self._asked = False
        return Place.NEXT

    def look(self, newest: int, depth: int) -> None:
        """Learn what the ring holds; a tail that didn't move since the last look is missing."""
        self.newest = newest
        first_kept = newest - depth + 1
        if self.last is None:
            self.last = self.safe = first_kept - 1
            # What came before this look is asked for already: no gap.
            self._asked = self.resend
        elif self.last < first_kept - 1:
            self.skipped += first_kept - 1 - self.last
            self.last = first_kept - 1
        elif newest > self.last == self._last_at_ping:
            self.resend = True
        self._last_at_ping = self.last

    def _miss(self) -> None:
        """Ask for a gap to be filled, unless that is under way."""
        if not self._asked:
            self.gaps += 1
            self.resend = self._asked = True
