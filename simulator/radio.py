"""One board's radio: Wi-Fi switched on or off, and the buffers of ESP-NOW."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.faults import SendFault
from simulator.standins import _ops

RING_OVERHEAD = 14  # header of 8 and the sender's MAC, per message in the receive ring


@dataclass(slots=True)
class Stats:
    """The counts of ESPNow.stats(), in its order."""

    sent: int = 0
    responses: int = 0
    failures: int = 0
    received: int = 0
    dropped: int = 0

    def packed(self) -> bytes:
        """Return them as the stand-in reads them."""
        return struct.pack(
            "<IIIII", self.sent, self.responses, self.failures, self.received, self.dropped
        )


@dataclass(slots=True)
class Radio:
    """State of one radio; position in metres, for its range."""

    mac: bytes
    position: tuple[float, float] = (0.0, 0.0)
    on: bool = False
    channel: int = 1
    listening: bool = False
    ring_size: int = 0
    ring_used: int = 0
    stats: Stats = field(default_factory=Stats)
    fault: SendFault | None = None
    deaf: bool = False  # the driver has no memory left: it takes nothing, and tells nobody
    started: float = 0.0
    sink: Callable[[bytes], None] | None = None

    def reset(self, started: float) -> None:
        """Forget all but what a test set: the board starts anew."""
        self.on = self.listening = False
        self.channel = 1
        self.ring_used = 0
        self.stats = Stats()
        self.started = started
        self.sink = None

    def listen(self, active: bool, ring_size: int) -> None:
        """Start or end ESP-NOW; the ring is new each time."""
        self.listening = active
        self.ring_size = ring_size
        self.ring_used = 0
        self.stats.responses = self.stats.sent

    def hear(self, sender: bytes, rssi: int, message: bytes, now: float) -> None:
        """Put a message into the receive ring, or drop it when the ring has no room."""
        size = RING_OVERHEAD + len(message)
        if not self.listening or self.deaf or self.sink is None:
            return
        # As in modespnow.c: a ring of n bytes holds n - 1, and the last is never used.
        if size >= self.ring_size - 1 - self.ring_used:
            self.stats.dropped += 1
            return
        self.ring_used += size
        self.stats.received += 1
        milliseconds = int((now - self.started) * 1000) & 0x3FFFFFFF
        self.sink(struct.pack(_ops.FRAME, len(message), rssi, milliseconds, sender) + message)

    def credit(self, size: int) -> None:
        """Free what the program has read."""
        self.ring_used = max(0, self.ring_used - size)
