"""The meaning of frames: what a node says on the radio."""

from dataclasses import dataclass, field
from typing import Final, Self

from . import wire
from .errors import BadFrame, OtherVersion
from .messages import unpack, unpack_texts
from .objects import Value, take_object

# Numbers from all around their ring have no order: the same ones would be new again and again.
SPREAD: Final = 0x4000


@dataclass(frozen=True, slots=True)
class Header:
    """The start of every radio frame."""

    kind: int
    flags: int
    epoch: int
    counter: int
    version: int = wire.PROTOCOL_VERSION

    @property
    def sealed(self) -> bool:
        """Tell whether the body is encrypted."""
        return bool(self.flags & wire.SEALED)

    @classmethod
    def from_frame(cls, frame: bytes) -> Self:
        """Read the header; raises OtherVersion for one that is not spoken."""
        if len(frame) < wire.HEADER_SIZE:
            raise BadFrame
        fields = wire.unpack_header(frame)
        if fields is None:
            raise OtherVersion(wire.version_of(frame))
        return cls(*fields, wire.version_of(frame))


@dataclass(frozen=True, slots=True)
class Reading:
    """One object's value; the instance counts objects of one id within a sample."""

    object_id: int
    instance: int
    value: Value

    @property
    def key(self) -> tuple[int, int]:
        """Return what tells the node's objects apart."""
        return self.object_id, self.instance


@dataclass(frozen=True, slots=True)
class Sample:
    """What a node measured at one instant; `unread` is the object that ended the reading."""

    number: int
    taken: int
    readings: tuple[Reading, ...]
    unread: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The node's clock, the oldest number it still keeps, and samples, newest first."""

    clock: int
    oldest: int
    samples: tuple[Sample, ...]

    @classmethod
    def from_body(cls, body: bytes) -> Self:
        """Read an opened body."""
        clock, oldest = unpack(wire.REPORT_HEAD, body)
        samples = []
        start = wire.REPORT_HEAD_SIZE
        while start < len(body):
            end = start + 1 + body[start]
            if end > len(body):
                raise BadFrame
            samples.append(_read_sample(body[start:end]))
            start = end
        if any((sample.number - oldest + SPREAD) & 0xFFFF >= 2 * SPREAD for sample in samples):
            raise BadFrame
        return cls(clock, oldest, tuple(samples))


@dataclass(frozen=True, slots=True)
class Announce:
    """What a node is; intervals in seconds."""

    interval: int
    heartbeat: int
    model: str
    firmware: str
    # Names with commas between them, each with what else is to be said of it: `battery li-ion`,
    # `soil?dry` when that setting was refused; `?interval` is a refused setting of the node's.
    sensors: str
    # How an update stands; it changes many times while the node stays what it is.
    update: str = field(default="", compare=False)

    @property
    def names(self) -> list[str]:
        """Return the sensors' chips, by the numbers of their faults."""
        return [name.partition(" ")[0] for name, _ in self._entries() if name]

    @property
    def battery(self) -> str | None:
        """Return which battery the node is told to have."""
        kinds = (name.partition(" ")[2] for name, _ in self._entries())
        return next((kind for kind in kinds if kind), None)

    @property
    def refused(self) -> list[str]:
        """Return the settings that the node refused, those of sensors behind their number."""
        return [
            f"sensor {number} ({name}): {key}" if name else key
            for number, (name, key) in enumerate(self._entries(), 1)
            if key
        ]

    def _entries(self) -> list[tuple[str, str]]:
        """Return each sensor, and the setting that was refused."""
        entries = self.sensors.split(",") if self.sensors else []
        return [(entry.partition("?")[0], entry.partition("?")[2]) for entry in entries]

    @classmethod
    def from_body(cls, body: bytes) -> Self:
        """Read an opened body."""
        interval, heartbeat = unpack(wire.ANNOUNCE_HEAD, body)
        return cls(interval, heartbeat, *unpack_texts(body[4:], 4))


def _read_sample(sample: bytes) -> Sample:
    """Read one sample up to the first object that can't be read."""
    _, number, taken = unpack(wire.SAMPLE_HEAD, sample)
    found: list[tuple[int, Value]] = []
    start = wire.SAMPLE_HEAD_SIZE
    while start < len(sample):
        try:
            object_id, value, end = take_object(sample, start)
        except BadFrame:
            return Sample(number, taken, _numbered(found), unread=sample[start])
        found.append((object_id, value))
        start = end
    return Sample(number, taken, _numbered(found))


def _numbered(found: list[tuple[int, Value]]) -> tuple[Reading, ...]:
    """Return objects with their instances; those that the node names as missing keep theirs."""
    told = {value for object_id, value in found if object_id == wire.MISSING}
    gaps = {divmod(value, 0x100)[::-1] for value in told if isinstance(value, int)}
    following: dict[int, int] = {}
    readings = []
    for object_id, value in found:
        if object_id == wire.MISSING:
            continue
        instance = following.get(object_id, 0)
        while (object_id, instance) in gaps:
            instance += 1
        readings.append(Reading(object_id, instance, value))
        following[object_id] = instance + 1
    return tuple(readings)
