"""When a panel may be refreshed, and when it must be: ink wears out, and burns in."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

# What Waveshare asks for: at least so long between refreshes, and one a day.
FLOOR: Final = timedelta(seconds=180)
DAY: Final = timedelta(hours=24)
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without a refresh that nobody asked for, in local time; they may go over midnight."""

    start: time
    end: time
    zone: tzinfo = UTC

    def over(self, moment: datetime) -> datetime:
        """Return a moment, or the end of the quiet hours that it is in."""
        local = moment.astimezone(self.zone)
        clock = local.time()
        if self.start <= self.end:
            return self._end(local) if self.start <= clock < self.end else moment
        if clock >= self.start:
            return self._end(local + timedelta(days=1))
        return self._end(local) if clock < self.end else moment

    def _end(self, day: datetime) -> datetime:
        """Return when the quiet hours end on a day."""
        return datetime.combine(day.date(), self.end, self.zone).astimezone(UTC)


@dataclass(slots=True)
class Memory:
    """What outlives a restart: the last refresh, tried and done, and what it showed."""

    tried: datetime | None = None
    shown: datetime | None = None
    digest: str | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often somebody wants to see a panel refreshed."""

    interval: timedelta
    quiet: Quiet | None = None

    def next_look(self, now: datetime, memory: Memory) -> datetime:
        """Return when to look again whether something has changed."""
        if 0 < memory.failures < TRIES:
            return self.polite(self.earliest(now, memory))
        return self.polite(max(now + self.interval, self.earliest(now, memory)))

    def polite(self, moment: datetime) -> datetime:
        """Return a moment, or the end of the quiet hours that it is in."""
        return self.quiet.over(moment) if self.quiet else moment

    def earliest(self, now: datetime, memory: Memory) -> datetime:
        """Return when the panel may be refreshed next, whoever asks."""
        # A clock that was set back must not keep the panel waiting.
        return max(now, min(memory.tried, now) + FLOOR) if memory.tried else now

    def must_show(self, now: datetime, memory: Memory) -> bool:
        """Tell whether waiting for the next look would leave the same picture for too long."""
        if memory.shown is None or memory.failures:
            return True
        return self.polite(now + self.interval) >= memory.shown + DAY
