"""How long nodes wait for the broker's answer, by what is in the air."""

import statistics
import time
from collections import deque
from dataclasses import dataclass

from custom_components.domotik.protocol import wire
from simulator.ether import Frame
from simulator.home import Home
from simulator.radio import Radio

# Long after the node gave up: an ACK is then to somebody who repeats what the node has sent.
FORGOTTEN_SECONDS = 1.0
type Exchange = tuple[bytes, int, int]  # the node's MAC, epoch, counter


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds from a frame's arrival at the broker until its ACK goes out."""

    count: int
    median: float
    longest: float


class AirWatch:
    """Matches what the broker's radio takes with the ACKs that it sends."""

    def __init__(self, home: Home) -> None:
        """Watch a home that runs."""
        self.reports: set[Exchange] = set()
        self._broker = home.broker
        self._life = 0
        self._waiting: dict[Exchange, deque[float]] = {}
        self._seconds: list[float] = []
        home.ether.ears.append(self._hear)
        home.ether.taps.append(self._see)

    def waits(self) -> Waits:
        """Return what was measured so far."""
        times = [1000 * seconds for seconds in self._seconds] or [0.0]
        return Waits(len(self._seconds), statistics.median(times), max(times))

    def _hear(self, radio: Radio, frame: Frame) -> None:
        header = wire.unpack_header(frame.message)
        if radio is not self._broker.board.radio or not radio.listening or header is None:
            return
        kind, _, epoch, counter = header
        if kind == wire.REPORT:
            self.reports.add((frame.source, epoch, counter))
        if kind in (wire.REPORT, wire.ANNOUNCE):
            self._forget_other_lives()
            exchange = (frame.source, epoch, counter)
            self._waiting.setdefault(exchange, deque()).append(time.monotonic())

    def _see(self, frame: Frame) -> None:
        header = wire.unpack_header(frame.message)
        if frame.source != self._broker.board.mac or header is None or header[0] != wire.ACK:
            return
        self._forget_other_lives()
        arrived = self._waiting.get((frame.destination, *header[2:]), deque())
        now = time.monotonic()
        while arrived and now - arrived[0] > FORGOTTEN_SECONDS:
            arrived.popleft()
        if arrived:
            self._seconds.append(now - arrived.popleft())

    def _forget_other_lives(self) -> None:
        """Expect no answer to what a broker took before its last start."""
        if self._life != self._broker.launcher.wakes:
            self._life = self._broker.launcher.wakes
            self._waiting.clear()
