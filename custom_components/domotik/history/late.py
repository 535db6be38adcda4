"""Late samples in bounded memory, and what each still waits for."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import IntFlag
from typing import Any, Final, Self

from custom_components.domotik.node import ObjectKey
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.objects import Event, Value
from custom_components.domotik.protocol.reports import Reading

READINGS_MAX: Final = 20_000
# Another late sample of the same hour needs the earlier ones: their hour is computed anew.
KEEP_SECONDS: Final = 7 * 86400
# Stands in place of an epoch where there is no sample, but a state; its number is its microsecond.
STATE: Final = -1

type Identity = tuple[str, int, int]


class Wants(IntFlag):
    """Where a sample has not arrived yet."""

    NOTHING = 0
    STATISTICS = 1
    INFLUX = 2
    BOTH = 3


@dataclass(slots=True)
class LateSample:
    """Readings of one sample that came too late for a state; times are seconds since 1970."""

    mac: str
    epoch: int
    number: int
    time: float
    kept: float
    readings: dict[ObjectKey, Value]
    wants: Wants = Wants.BOTH

    @property
    def identity(self) -> Identity:
        """Return what tells samples apart."""
        return self.mac, self.epoch, self.number

    def as_list(self) -> list[Any]:
        """Return a plain form for storage."""
        readings = [[*key, _plain(value)] for key, value in self.readings.items()]
        return [*self.identity, self.time, self.kept, int(self.wants), readings]

    @classmethod
    def from_list(cls, stored: list[Any]) -> Self:
        """Return the sample that `as_list` stored."""
        mac, epoch, number, time, kept, wants, readings = stored
        values = {(object_id, instance): _value(value) for object_id, instance, value in readings}
        return cls(mac, epoch, number, time, kept, values, Wants(wants))


class LateSamples:
    """Late samples by identity; the oldest go first when there are too many."""

    about = "What came late"

    def __init__(self, readings_max: int = READINGS_MAX) -> None:
        """Start without a sample."""
        self.taken = 0
        self.dropped = 0
        self.refused = 0
        # How many readings are kept.
        self.readings = 0
        # What is not stored as it is.
        self.changed: set[Identity] = set()
        self._samples: dict[Identity, LateSample] = {}
        self._max = readings_max

    def __iter__(self) -> Iterator[LateSample]:
        """Go through the samples, oldest first."""
        return iter(sorted(self._samples.values(), key=lambda sample: sample.time))

    def waiting(self, wants: Wants) -> list[LateSample]:
        """Return the samples that have not arrived at a place, oldest first."""
        return [sample for sample in self if sample.wants & wants]

    def arrived(self, samples: Iterable[LateSample], place: Wants) -> None:
        """Note that samples are where they belong."""
        for sample in samples:
            sample.wants &= ~place
            self.changed.add(sample.identity)

    def keep(self, mac: str, fresh: Fresh, now: float) -> None:
        """Keep the readings of a sample that are not here yet."""
        sample = self._sample((mac, fresh.epoch, fresh.number), fresh.time, now)
        readings = {reading.key: reading.value for reading in fresh.readings}
        new = readings.keys() - sample.readings.keys()
        self._put(sample, {key: readings[key] for key in sorted(new)})

    def correct(self, mac: str, time: float, reading: Reading, now: float) -> None:
        """Keep what the state that was written at that time should have been, by all that came."""
        sample = self._sample((mac, STATE, round(time * 1e6)), time, now)
        self._put(sample, {reading.key: reading.value})

    def forget(self, now: float) -> None:
        """Drop what nobody can need any more."""
        self._drop([sample for sample in self if sample.kept < now - KEEP_SECONDS])

    def keys(self) -> Collection[Identity]:
        """Return what tells all samples apart."""
        return self._samples.keys()

    def pack(self, keys: set[Identity], *, first: bool) -> dict[str, Any]:
        """Return a plain form of some samples for storage; the first has what was counted."""
        samples = (self._samples[key] for key in keys)
        ordered = sorted(samples, key=lambda sample: (sample.time, sample.identity))
        return (self.counts() if first else {}) | {"samples": [each.as_list() for each in ordered]}

    def unpack(self, stored: dict[str, Any]) -> set[Identity]:
        """Take in what `pack` returned, and return which samples these are."""
        samples = [LateSample.from_list(each) for each in stored["samples"]]
        self._samples |= {sample.identity: sample for sample in samples}
        self.readings += sum(len(sample.readings) for sample in samples)
        self.taken += stored.get("taken", 0)
        self.dropped += stored.get("dropped", 0)
        self.refused += stored.get("refused", 0)
        return {sample.identity for sample in samples}

    def clear(self) -> None:
        """Forget everything."""
        self.taken = self.dropped = self.refused = self.readings = 0
        self._samples.clear()
        self.changed.clear()

    def counts(self) -> dict[str, int]:
        """Return what was counted since the first sample of all."""
        return {"taken": self.taken, "dropped": self.dropped, "refused": self.refused}

    def _sample(self, identity: Identity, time: float, now: float) -> LateSample:
        """Return a sample, which may be without readings yet."""
        return self._samples.setdefault(identity, LateSample(*identity, time, now, {}))

    def _put(self, sample: LateSample, readings: dict[ObjectKey, Value]) -> None:
        """Add readings to a sample; whatever has taken it takes it once more."""
        if not readings:
            return
        before = len(sample.readings)
        sample.readings |= readings
        sample.wants = Wants.BOTH
        self.taken += len(readings)
        self.readings += len(sample.readings) - before
        self.changed.add(sample.identity)
        if self.readings > self._max:
            self._make_room()

    def _make_room(self) -> None:
        """Drop the oldest, first those that have arrived everywhere."""
        for sample in sorted(self, key=lambda sample: bool(sample.wants)):
            if self.readings <= self._max:
                return
            self._drop([sample])

    def _drop(self, samples: Iterable[LateSample]) -> None:
        """Drop samples, and count the readings of those that have not arrived."""
        for sample in samples:
            del self._samples[sample.identity]
            self.changed.add(sample.identity)
            self.readings -= len(sample.readings)
            self.dropped += len(sample.readings) if sample.wants else 0


def _plain(value: Value) -> Any:
    """Return a value as JSON holds it."""
    return asdict(value) if isinstance(value, Event) else value


def _value(stored: Any) -> Value:
    """Return a value that was stored."""
    return Event(**stored) if isinstance(stored, dict) else stored
