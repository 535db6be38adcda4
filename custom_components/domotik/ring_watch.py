"""Whether a broker has to send nodes away although somebody listens."""

from typing import Final

from .protocol.messages import Stats

# A ring that filled up while nobody listened may overflow once more while it is emptied.
GROWTHS: Final = 2
QUIET_LOOKS: Final = 60


class RingWatch:
    """Compares the broker's figures from look to look, within one session."""

    def __init__(self) -> None:
        """Start without figures."""
        self.overflows = False
        self._last: Stats | None = None
        self._growths = 0
        self._quiet = 0

    def restart(self) -> None:
        """Begin a session: what happened before it was nobody's fault."""
        self._last = None
        self._growths = 0

    def look(self, stats: Stats) -> None:
        """Take new figures; after an hour without a frame sent away all is well."""
        before, self._last = self._last, stats
        if before is None or before is stats or before.uptime > stats.uptime:
            return
        if stats.dropped > before.dropped:
            self._growths += 1
            self._quiet = 0
        else:
            self._growths = 0
            self._quiet += 1
        if self._growths >= GROWTHS:
            self.overflows = True
        elif self._quiet >= QUIET_LOOKS:
            self.overflows = False
