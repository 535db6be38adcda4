"""One node: what it has sent, when each sample was taken, whether it is reachable."""

import struct
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Self

from . import wire
from .clock import NodeClock
from .errors import BadFrame
from .loss import RadioDay
from .messages import Received
from .reports import Announce, Header, Reading, Report, Sample
from .seal import open_body
from .window import CounterWindow, SampleWindow

HEARTBEAT: Final = 900
SILENT_HEARTBEATS: Final = 2.5
OBJECTS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class Fresh:
    """A sample that had not arrived before; `young` means within one heartbeat."""

    epoch: int
    number: int
    time: float
    readings: tuple[Reading, ...]
    young: bool
    newest: bool

    @property
    def live(self) -> bool:
        """Tell whether the sample says how things are now."""
        return self.young and self.newest

    def without(self, keys: set[tuple[int, int]]) -> Fresh:
        """Return the sample with its other readings alone."""
        others = tuple(reading for reading in self.readings if reading.key not in keys)
        return replace(self, readings=others)

    def after(self, epoch: int, number: int) -> bool:
        """Tell whether the sample was taken after another one of its node."""
        return wire.newer(self.number, number) if self.epoch == epoch else self.epoch > epoch


@dataclass(slots=True)
class Figures:
    """What was counted for a node."""

    reports: int = 0
    samples: int = 0
    duplicates: int = 0
    late: int = 0
    bad_frames: int = 0
    old_epochs: int = 0
    unread_objects: int = 0


@dataclass(slots=True)
class Node:
    """What is known of one node; times are host seconds since 1970."""

    mac: str
    epoch: int | None = None
    samples: SampleWindow = field(default_factory=SampleWindow)
    counters: CounterWindow = field(default_factory=CounterWindow)
    clock: NodeClock = field(default_factory=NodeClock)
    radio: RadioDay = field(default_factory=RadioDay)
    figures: Figures = field(default_factory=Figures)
    last_seen: float | None = None
    rssi: int | None = None
    announce: Announce | None = None
    # (object id, instance) of all that the node has ever reported
    objects: set[tuple[int, int]] = field(default_factory=set)

    @property
    def heartbeat(self) -> int:
        """Return the longest silence that the node promises, in seconds."""
        return (self.announce.heartbeat if self.announce else 0) or HEARTBEAT

    def reachable(self, now: float) -> bool:
        """Tell whether the node was heard within two and a half heartbeats."""
        return self.last_seen is not None and now - self.last_seen < (
            SILENT_HEARTBEATS * self.heartbeat
        )

    def confirm(self) -> bytes | None:
        """Return what tells the node which samples the host has for good."""
        if self.epoch is None or self.samples.settled is None:
            return None
        return struct.pack(wire.CONFIRM_BODY, self.epoch, 0, self.samples.settled)

    def apply(self, received: Received, now: float) -> list[Fresh]:
        """Take a frame in and return the samples that are new, oldest first; never raises."""
        try:
            header = Header.from_frame(received.frame)
            message = _read(header, received.frame)
        except BadFrame:
            self.figures.bad_frames += 1
            return []
        if self.epoch is not None and header.epoch < self.epoch:
            self.figures.old_epochs += 1
            return []
        arrived = now - received.held_ms / 1000
        repeated = self._see(header, received.rssi, arrived, now)
        if isinstance(message, Announce):
            self.announce = message
            return []
        if not repeated:
            self.clock.pair(message.clock, arrived)
        return self._take_report(message, arrived, now)

    def as_dict(self) -> dict[str, Any]:
        """Return a plain form for storage."""
        return {
            "epoch": self.epoch,
            "samples": self.samples.as_dict(),
            "counters": list(self.counters.as_list()),
            "clock": self.clock.as_list(),
            "rate": self.clock.rate,
            "radio": self.radio.as_list(),
            "figures": asdict(self.figures),
            "last_seen": self.last_seen,
            "rssi": self.rssi,
            "announce": asdict(self.announce) if self.announce else None,
            "objects": sorted(map(list, self.objects)),
        }

    @classmethod
    def from_dict(cls, mac: str, stored: dict[str, Any]) -> Self:
        """Return the node that `as_dict` stored."""
        return cls(
            mac,
            epoch=stored["epoch"],
            samples=SampleWindow.from_dict(stored["samples"]),
            counters=CounterWindow(*stored["counters"]),
            clock=NodeClock.from_list(stored["clock"], stored.get("rate", 1.0)),
            radio=RadioDay.from_list(stored.get("radio", [])),
            figures=Figures(**stored["figures"]),
            last_seen=stored["last_seen"],
            rssi=stored["rssi"],
            announce=Announce(**stored["announce"]) if stored["announce"] else None,
            objects={(object_id, instance) for object_id, instance in stored["objects"]},
        )

    def _see(self, header: Header, rssi: int, arrived: float, now: float) -> bool:
        """Note that the node was heard; tell whether this frame is a repeated one."""
        if header.epoch != self.epoch:
            self._begin_epoch(header.epoch)
        if self.last_seen is None or arrived >= self.last_seen:
            self.last_seen, self.rssi = arrived, rssi
        lost = self.counters.lost
        new = self.counters.take(header.counter)
        self.radio.note(arrived, now, int(new), self.counters.lost - lost)
        return not new

    def _begin_epoch(self, epoch: int) -> None:
        """Forget numbers, counters and clock of the epoch before; keep what was learned."""
        if self.epoch is not None:
            self.samples = self.samples.next_epoch()
        self.epoch = epoch
        self.counters = CounterWindow(lost=self.counters.lost)
        self.clock = NodeClock(rate=self.clock.rate)

    def _take_report(self, report: Report, arrived: float, now: float) -> list[Fresh]:
        """Return the new samples of a report."""
        self.figures.reports += 1
        self.samples.begin([report.oldest, *(sample.number for sample in report.samples)])
        before = self.samples.newest
        fresh = [sample for sample in reversed(report.samples) if self._take(sample)]
        self.samples.settle_below(report.oldest)
        newest = self.samples.newest
        return [
            self._dated(sample, arrived, now, newest=before != newest == sample.number)
            for sample in fresh
        ]

    def _take(self, sample: Sample) -> bool:
        """Count a sample; tell whether it is new."""
        if not self.samples.take(sample.number):
            self.figures.duplicates += 1
            return False
        self.figures.samples += 1
        self.figures.unread_objects += sample.unread is not None
        for reading in sample.readings:
            if len(self.objects) < OBJECTS_MAX:
                self.objects.add(reading.key)
        return True

    def _dated(self, sample: Sample, arrived: float, now: float, *, newest: bool) -> Fresh:
        """Return a sample with its host time."""
        time = min(max(0.0, self.clock.date(sample.taken)), arrived)
        young = now - time <= self.heartbeat
        fresh = Fresh(self.epoch or 0, sample.number, time, sample.readings, young, newest)
        self.figures.late += not fresh.live
        return fresh


def _read(header: Header, frame: bytes) -> Report | Announce:
    """Return the message in a frame, or raise BadFrame."""
    body = open_body(header, frame)
    if header.kind == wire.REPORT:
        return Report.from_body(body)
    if header.kind == wire.ANNOUNCE:
        return Announce.from_body(body)
    raise BadFrame
