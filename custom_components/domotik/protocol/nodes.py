"""One node: what it has sent, when each sample was taken, whether it is reachable."""

from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from . import items, seal, wire
from .clock import NodeClock
from .downlink import Downlink
from .errors import BadFrame, PlainFrame
from .figures import Figures
from .forecast import Forecast
from .fresh import Fresh
from .items import Item
from .loss import RadioDay
from .mailbox import Letter, Mailbox
from .messages import Received
from .refusals import Reason, Refusals
from .reports import Announce, Header, Report, Sample
from .versions import Versions
from .window import CounterWindow, SampleWindow

HEARTBEAT: Final = 900
SILENT_HEARTBEATS: Final = 2.5
OBJECTS_MAX: Final = 64
VOLTAGE: Final = (wire.VOLTAGE, 0)


@dataclass(slots=True)
class Node:
    """What is known of one node; times are host seconds since 1970."""

    mac: str
    # Both are the user's, and never stored here: without either nothing is accepted.
    key: bytes | None = field(default=None, repr=False)
    unencrypted: bool = False
    mark: str = ""
    epoch: int | None = None
    samples: SampleWindow = field(default_factory=SampleWindow)
    counters: CounterWindow = field(default_factory=CounterWindow)
    clock: NodeClock = field(default_factory=NodeClock)
    radio: RadioDay = field(default_factory=RadioDay)
    battery: Forecast = field(default_factory=Forecast)
    downlink: Downlink = field(default_factory=Downlink)
    mailbox: Mailbox = field(default_factory=Mailbox)
    # The dead bands, in steps, that the node has been given in this epoch and has told of.
    bands: dict[int, int] = field(default_factory=dict)
    figures: Figures = field(default_factory=Figures)
    refusals: Refusals = field(default_factory=Refusals)
    last_seen: float | None = None
    rssi: int | None = None
    versions: Versions = field(default_factory=Versions)
    announce: Announce | None = None
    # (object id, instance) of all that the node has ever reported
    objects: set[tuple[int, int]] = field(default_factory=set)

    @property
    def heartbeat(self) -> int:
        """Return the longest silence that the node promises, in seconds."""
        return (self.announce.heartbeat if self.announce else 0) or HEARTBEAT

    def reachable(self, now: float, heartbeats: float = SILENT_HEARTBEATS) -> bool:
        """Tell whether the node was heard within so many of its heartbeats."""
        return self.last_seen is not None and now - self.last_seen < heartbeats * self.heartbeat

    @property
    def battery_days(self) -> float | None:
        """Return the days that the battery has left, None until there is enough to say."""
        return self.battery.days_left(self.announce.battery if self.announce else None)

    def confirm(self) -> bytes | None:
        """Return what tells the node which samples the host has for good."""
        number = self.samples.settled
        if self.epoch is None or number is None:
            return None
        if not self.key:
            return seal.confirm(self.mac, None, self.epoch, 0, number)
        counter = self.downlink.next_confirm(number)
        if counter is None:
            return None
        return seal.confirm(self.mac, self.key, self.epoch, counter, number)

    def send(self, item: Item, now: float) -> Letter:
        """Leave a wish for the node, until it has surely been heard; raises MailboxFull."""
        lives = max(item.lives, SILENT_HEARTBEATS * self.heartbeat)
        return self.mailbox.put(item, now + lives)

    def stamp_letters(self) -> None:
        """Give letters the counters to seal them with, once the node was heard."""
        if self.epoch is not None:
            # Without a key nothing is sealed, and a node of another make may count anew.
            self.mailbox.stamp(self.downlink, self.counters.newest if self.key else None)

    def trust(self, key: bytes | None) -> None:
        """Accept what a key opens and nothing else; without one, what comes in the clear."""
        self.key, self.unencrypted = key, key is None
        mark = seal.mark(self.mac, key)
        if mark != self.mark:
            # A wiped board counts epochs from the start again, and one that was not sealed may
            # have been impersonated: the epoch of another key says nothing about this one's.
            self._begin_epoch(None)
            self.samples.whole = False
            self.refusals = Refusals()
            self.mark = mark

    def apply(self, received: Received, now: float) -> list[Fresh]:
        """Take a frame in and return the samples that are new, oldest first; never raises."""
        try:
            header = Header.from_frame(received.frame)
            message = self._read(header, received.frame)
        except BadFrame as err:
            self.figures.refuse(err)
            self.refusals.note(err, now)
            self.versions.refuse(err)
            return []
        if self._passed(header, now):
            return []
        arrived = now - received.held_ms / 1000
        newest = self._see(header, received.rssi, arrived, now)
        if isinstance(message, Announce):
            self._learn(message)
            return []
        # One that was held back, or overtaken, says nothing of the time now.
        if newest or not self.clock.pairs:
            self.clock.pair(message.clock, arrived)
        return self._take_report(message, arrived, now)

    def shift(self, step: float, before: float) -> None:
        """Move all times along with the host's clock, which stood at `before` when it was set."""
        if self.last_seen is None or self.last_seen > before:
            # Of another life of the host: its clock was wrong then, or until it was set now.
            return
        self.last_seen += step
        self.clock.shift(step)
        self.mailbox.shift(step)

    def as_dict(self) -> dict[str, Any]:
        """Return a plain form for storage."""
        return {
            "mark": self.mark,
            "epoch": self.epoch,
            "downlink": list(self.downlink.as_list()),
            "mailbox": self.mailbox.as_list(),
            "bands": sorted(map(list, self.bands.items())),
            "samples": self.samples.as_dict(),
            "counters": list(self.counters.as_list()),
            "clock": self.clock.as_list(),
            "rate": self.clock.rate,
            "radio": self.radio.as_list(),
            "battery": self.battery.as_list(),
            "figures": asdict(self.figures),
            "last_seen": self.last_seen,
            "rssi": self.rssi,
            "version": self.versions.spoken,
            "announce": asdict(self.announce) if self.announce else None,
            "objects": sorted(map(list, self.objects)),
        }

    @classmethod
    def from_dict(cls, mac: str, stored: dict[str, Any]) -> Self:
        """Return the node that `as_dict` stored."""
        counters = CounterWindow(*stored["counters"])
        return cls(
            mac,
            mark=stored.get("mark", ""),
            epoch=stored["epoch"],
            downlink=Downlink.from_list(stored.get("downlink", (0, None, 0)), counters.newest),
            mailbox=Mailbox.from_list(stored.get("mailbox", [])),
            bands=dict(stored.get("bands", [])),
            samples=SampleWindow.from_dict(stored["samples"]),
            counters=counters,
            clock=NodeClock.from_list(stored["clock"], stored.get("rate", 1.0)),
            radio=RadioDay.from_list(stored.get("radio", [])),
            battery=Forecast.from_list(stored.get("battery", [])),
            figures=Figures(**stored["figures"]),
            last_seen=stored["last_seen"],
            rssi=stored["rssi"],
            versions=Versions(stored.get("version", wire.PROTOCOL_VERSION)),
            announce=Announce(**stored["announce"]) if stored["announce"] else None,
            objects={(object_id, instance) for object_id, instance in stored["objects"]},
        )

    def _read(self, header: Header, frame: bytes) -> Report | Announce:
        """Return the message in a frame, or raise BadFrame."""
        body = seal.open_body(self.mac, self.key, header, frame)
        if not (self.key or self.unencrypted):
            raise PlainFrame
        if header.kind == wire.REPORT:
            return Report.from_body(body)
        if header.kind == wire.ANNOUNCE:
            return Announce.from_body(body)
        raise BadFrame

    def _passed(self, header: Header, now: float) -> bool:
        """Count a frame whose time is over: of an older epoch, or sealed and here before."""
        if self.epoch is not None and header.epoch < self.epoch:
            self.figures.old_epochs += 1
            self.refusals.add(Reason.COUNTS_ANEW, now)
            return True
        if not self.key or header.epoch != self.epoch:
            return False
        repeated = self.counters.has(header.counter, wraps=False)
        self.figures.repeated_frames += repeated
        return repeated

    def _see(self, header: Header, rssi: int, arrived: float, now: float) -> bool:
        """Note that the node was heard; tell whether this frame is the newest of it."""
        if header.epoch != self.epoch:
            self._begin_epoch(header.epoch)
        # What lies ahead was noted by a clock that was wrong.
        if self.last_seen is None or not arrived < self.last_seen <= now:
            self.last_seen, self.rssi = arrived, rssi
        self.versions.hear(header.version)
        self.figures.frames += 1
        self.refusals = Refusals()
        self.downlink.hear(header.counter)
        lost = self.counters.lost
        new = self.counters.take(header.counter, wraps=not self.key)
        self.radio.note(arrived, now, int(new), self.counters.lost - lost)
        return new and self.counters.newest == header.counter

    def _learn(self, announce: Announce) -> None:
        """Take a node's word for what it is; another interval draws another charge."""
        if self.announce and self.announce.interval != announce.interval:
            self.battery.restart()
        self.announce = announce

    def _begin_epoch(self, epoch: int | None) -> None:
        """Forget numbers, counters and clock of the epoch before; keep what was learned."""
        if self.epoch is not None:
            self.samples = self.samples.next_epoch()
        self.epoch = epoch
        self.counters = CounterWindow(lost=self.counters.lost)
        self.clock = NodeClock(rate=self.clock.rate)
        self.battery.power_cut()
        self.downlink = Downlink()
        self.mailbox.begin_epoch()
        # The board may have been flashed with other settings.
        self.bands = {}

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
            if reading.object_id == wire.MAIL_APPLIED:
                self._learn_of_letter(int(str(reading.value)))
            elif len(self.objects) < OBJECTS_MAX:
                self.objects.add(reading.key)
        return True

    def _learn_of_letter(self, counter: int) -> None:
        """Take the node's word that it has carried a letter out."""
        if letter := self.mailbox.applied(counter):
            self.bands |= items.band_of(letter.item)

    def _dated(self, sample: Sample, arrived: float, now: float, *, newest: bool) -> Fresh:
        """Return a sample with its host time."""
        time = min(max(0.0, self.clock.date(sample.taken)), arrived)
        young = now - time <= self.heartbeat
        readings = tuple(each for each in sample.readings if each.object_id != wire.MAIL_APPLIED)
        for reading in readings:
            if reading.key == VOLTAGE and isinstance(reading.value, float):
                self.battery.note(time, reading.value)
        fresh = Fresh(self.epoch or 0, sample.number, time, readings, young, newest)
        self.figures.late += not fresh.live
        return fresh
