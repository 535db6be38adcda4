"""The course of a battery's voltage, and how many days it has left by that."""

from dataclasses import dataclass, field
from typing import Any, Final, Self

from .chemistry import BATTERIES
from .discharge import Point, estimate

SPANS_MAX: Final = 32
FIRST_SPAN: Final = 3600.0
DAY: Final = 86400.0
WATCHED_MIN: Final = 2 * DAY
# Readings that are enough for a judgement.
JUDGED: Final = 4
# A voltage so far over the lowest one is another charge. After a power cut, which a change of
# batteries is, less over the last one will do.
CHARGED: Final = 1.06
CHANGED: Final = 1.015


@dataclass(slots=True)
class Span:
    """The mean of what was read over a time; times are host seconds."""

    count: int
    time: float
    volts: float

    def add(self, other: Self) -> None:
        """Take in another span's readings."""
        self.count += other.count
        self.time += (other.time - self.time) * other.count / self.count
        self.volts += (other.volts - self.volts) * other.count / self.count


@dataclass(frozen=True, slots=True)
class Told:
    """When a battery was expected to end, and by which reading; None when that was open."""

    battery: str
    newest: float
    end: float | None


@dataclass(slots=True)
class Forecast:
    """One battery, in few spans of time that grow longer as it goes on; `trial` is after a cut."""

    length: float = FIRST_SPAN
    spans: list[Span] = field(default_factory=list)
    trial: Span | None = None
    _cut: bool = False
    _newest: float = 0.0
    _told: Told | None = field(default=None, compare=False)

    def note(self, time: float, volts: float) -> None:
        """Take in a reading; one that comes late finds its place."""
        if volts <= 0:
            return
        reading = Span(1, time, volts)
        self._newest = max(self._newest, time)
        if not self._cut:
            self._place(reading)
        elif self.trial is None:
            self.trial = reading
        else:
            self.trial.add(reading)
            self._judge_trial(self.trial)

    def power_cut(self) -> None:
        """Expect another battery."""
        self._cut, self.trial = bool(self.spans), None

    def restart(self) -> None:
        """Forget the course: what draws on the battery has changed."""
        self.length, self.spans, self.trial = FIRST_SPAN, [], None
        self._cut, self._told = False, None

    def days_left(self, battery: str | None) -> float | None:
        """Return the days until a battery is empty, None until there is enough to say."""
        if battery not in BATTERIES or not self.spans:
            return None
        watched = self.spans[-1].time - self.spans[0].time
        if watched < WATCHED_MIN:
            return None
        if self._told is None or self._told.battery != battery or self._stale(watched):
            points = [Point(span.time, span.volts, span.count) for span in self.spans]
            days = estimate(battery, points)
            end = None if days is None else points[-1].time + days * DAY
            self._told = Told(battery, self._newest, end)
        if self._told.end is None:
            return None
        return max(0.0, (self._told.end - self._newest) / DAY)

    def as_list(self) -> list[Any]:
        """Return a plain form for storage."""
        spans = [[span.count, round(span.time), round(span.volts, 4)] for span in self.spans]
        return [self.length, self._cut, self._newest, spans]

    @classmethod
    def from_list(cls, stored: list[Any]) -> Self:
        """Return the course that `as_list` stored; readings of a trial are few and taken anew."""
        if not stored:
            return cls()
        length, cut, newest, spans = stored
        return cls(length, [Span(*span) for span in spans], _cut=cut, _newest=newest)

    def _stale(self, watched: float) -> bool:
        """Tell whether it is time to work the end out again, which takes some ms."""
        since = self._newest - (self._told.newest if self._told else 0.0)
        return since > max(FIRST_SPAN, watched / SPANS_MAX / 2)

    def _place(self, reading: Span) -> None:
        """Add a reading to its span, or begin one; the spans are few in any case."""
        at = len(self.spans)
        while at and self.spans[at - 1].time > reading.time:
            at -= 1
        near = [place for place in (at - 1, at) if 0 <= place < len(self.spans)]
        home = next((place for place in near if self._same(self.spans[place], reading)), None)
        if home is None:
            self.spans.insert(at, reading)
            if len(self.spans) > SPANS_MAX:
                self._lengthen()
        else:
            self.spans[home].add(reading)
        self._forget_older_charge()

    def _same(self, span: Span, reading: Span) -> bool:
        """Tell whether a span covers a reading."""
        return span.time // self.length == reading.time // self.length

    def _lengthen(self) -> None:
        """Make each span twice as long."""
        self.length *= 2
        spans, self.spans = self.spans, []
        for span in spans:
            if self.spans and self._same(self.spans[-1], span):
                self.spans[-1].add(span)
            else:
                self.spans.append(span)

    def _forget_older_charge(self) -> None:
        """Begin anew if the battery was charged; the newest span holds some from before that."""
        *earlier, newest = self.spans
        if earlier and newest.count >= JUDGED:
            lowest = min(span.volts for span in earlier)
            if newest.volts > CHARGED * lowest:
                self.restart()

    def _judge_trial(self, trial: Span) -> None:
        """Tell whether a power cut was a change of batteries, when there is enough to say."""
        if trial.count < JUDGED:
            return
        self._cut, self.trial = False, None
        if trial.volts > CHANGED * self.spans[-1].volts:
            self.restart()
        self._place(trial)
