"""How many of a node's frames the radio lost in the last 24 hours."""

from typing import Any, Final, Self

HOURS: Final = 24
HOUR: Final = 3600


class RadioDay:
    """Frames that arrived and that didn't, by the hour."""

    def __init__(self, hours: dict[int, tuple[int, int]] | None = None) -> None:
        """Start with the counts known so far, by hours since 1970."""
        self._hours = hours or {}

    def note(self, arrived: float, now: float, frames: int, lost: int) -> None:
        """Count frames and losses; a negative loss is a frame that came after all."""
        hour = int(arrived // HOUR)
        if hour not in self._hours:
            self._hours = self._current(now)
        before = self._hours.get(hour, (0, 0))
        self._hours[hour] = before[0] + frames, before[1] + lost

    def percent(self, now: float) -> float | None:
        """Return the share that was lost, None when nothing was sent."""
        frames = lost = 0
        for arrived, missing in self._current(now).values():
            frames += arrived
            lost += missing
        lost = max(0, lost)
        return 100 * lost / (frames + lost) if frames + lost else None

    def as_list(self) -> list[Any]:
        """Return a plain form for storage."""
        return [[hour, *counts] for hour, counts in sorted(self._hours.items())]

    @classmethod
    def from_list(cls, stored: list[Any]) -> Self:
        """Return the counts that `as_list` stored."""
        return cls({hour: (frames, lost) for hour, frames, lost in stored})

    def _current(self, now: float) -> dict[int, tuple[int, int]]:
        """Return the counts of the hours that a day still covers."""
        last = int(now // HOUR)
        return {hour: each for hour, each in self._hours.items() if 0 <= last - hour < HOURS}
