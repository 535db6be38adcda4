"""The ether: moves frames between radios, and loses, delays, doubles and acknowledges them."""

import asyncio
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.radio import Radio

BROADCAST = b"\xff" * 6
OVERHEAD = 43  # bytes around a message: header, category, random values, element, FCS
PREAMBLE = 192e-6
BYTE_SECONDS = 8e-6  # 1 Mb/s
UNANSWERED_SECONDS = 0.024  # an absent peer costs 26 ms more than one that answers
WEAKEST = -93  # dBm that a receiver still takes
TRANSMIT_DBM = -38  # at one metre
PATH_LOSS = 2.8  # indoors


@dataclass(frozen=True, slots=True)
class Frame:
    """One message in the air."""

    source: bytes
    destination: bytes
    channel: int
    message: bytes

    @property
    def airtime(self) -> float:
        """Return the seconds that it takes to send."""
        return PREAMBLE + BYTE_SECONDS * (OVERHEAD + len(self.message))


@dataclass(slots=True)
class Conditions:
    """Probabilities and times, to be changed while it runs.

    `loss` is what is left after the MAC's own retries; `ack_loss` loses only the acknowledgement.
    """

    loss: float = 0.0
    ack_loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    adjacent: float = 0.0
    delay: tuple[float, float] = (0.0, 0.0)
    reorder_delay: float = 0.02
    pairs: dict[tuple[bytes, bytes], int] = field(default_factory=dict)  # RSSI by hand


# Sees every frame before it is in the air; answering True drops it.
type Tap = Callable[[Frame], bool | None]
# Sees every frame that a radio takes.
type Ear = Callable[[Radio, Frame], None]


class Ether:
    """One medium for all radios of a home."""

    def __init__(self, conditions: Conditions | None = None, seed: int = 0) -> None:
        """Start an empty ether; the seed makes its luck repeatable."""
        self.conditions = conditions or Conditions()
        self.radios: dict[bytes, Radio] = {}
        self.taps: list[Tap] = []
        self.ears: list[Ear] = []
        self._random = random.Random(seed)
        self._busy_until: dict[int, float] = {}

    def add(self, radio: Radio) -> None:
        """Bring a radio into the home."""
        self.radios[radio.mac] = radio

    async def send(self, frame: Frame) -> bool:
        """Send a frame; tell whether it was acknowledged, which a broadcast always is."""
        verdicts = [tap(frame) for tap in self.taps]
        await asyncio.sleep(self._wait(frame))
        return await self._outcome([] if any(verdicts) else self._hearers(frame), frame)

    def inject(self, frame: Frame, rssi: int = -50) -> None:
        """Let a frame of a sender that is no board arrive at once, without any loss."""
        for radio in self.radios.values():
            if radio.on and radio.channel == frame.channel and addressed(radio, frame):
                radio.hear(frame.source, rssi, frame.message, time.monotonic())

    def rssi(self, source: Radio, target: Radio) -> int:
        """Return the signal's strength between two radios, in dBm."""
        by_hand = self.conditions.pairs.get((source.mac, target.mac))
        if by_hand is not None:
            return by_hand
        distance = max(1.0, math.dist(source.position, target.position))
        ideal = TRANSMIT_DBM - 10 * PATH_LOSS * math.log10(distance)
        return max(-127, round(ideal + self._random.gauss(0, 1.5)))

    def _wait(self, frame: Frame) -> float:
        """Return the time until the frame has gone: radios on one channel take turns."""
        now = time.monotonic()
        start = max(now, self._busy_until.get(frame.channel, 0.0))
        self._busy_until[frame.channel] = start + frame.airtime
        return start + frame.airtime - now

    def _hearers(self, frame: Frame) -> list[tuple[Radio, int]]:
        source = self.radios.get(frame.source) or Radio(frame.source)
        targets = [radio for radio in self.radios.values() if addressed(radio, frame)]
        heard = [(radio, self.rssi(source, radio)) for radio in targets]
        return [(radio, rssi) for radio, rssi in heard if self._arrives(frame, radio, rssi)]

    def _arrives(self, frame: Frame, radio: Radio, rssi: int) -> bool:
        apart = abs(radio.channel - frame.channel)
        tuned = 1.0 if apart == 0 else self.conditions.adjacent if apart == 1 else 0.0
        chance = tuned * (1 - self.conditions.loss)
        return rssi >= WEAKEST and self._luck(chance)

    async def _outcome(self, hearers: list[tuple[Radio, int]], frame: Frame) -> bool:
        awake = [(radio, rssi) for radio, rssi in hearers if radio.on]
        for radio, rssi in awake:
            self._arrive(radio, rssi, frame)
        if frame.destination == BROADCAST:
            return True
        # The MAC acknowledges whatever the radio took, although no program may ever see it.
        acknowledged = bool(awake) and not self._luck(self.conditions.ack_loss)
        if not acknowledged:
            await asyncio.sleep(UNANSWERED_SECONDS)
        return acknowledged

    def _arrive(self, radio: Radio, rssi: int, frame: Frame) -> None:
        for _ in range(2 if self._luck(self.conditions.duplicate) else 1):
            delay = self._random.uniform(*self.conditions.delay)
            if self._luck(self.conditions.reorder):
                delay += self.conditions.reorder_delay
            if delay:
                loop = asyncio.get_running_loop()
                loop.call_later(delay, self._late, radio, rssi, frame)
            else:
                self._hear(radio, rssi, frame)

    def _late(self, radio: Radio, rssi: int, frame: Frame) -> None:
        if radio.on and radio.channel == frame.channel:
            self._hear(radio, rssi, frame)

    def _hear(self, radio: Radio, rssi: int, frame: Frame) -> None:
        for ear in self.ears:
            ear(radio, frame)
        radio.hear(frame.source, rssi, frame.message, time.monotonic())

    def _luck(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance


def addressed(radio: Radio, frame: Frame) -> bool:
    """Tell whether a frame is for a radio, which never hears itself."""
    return radio.mac != frame.source and frame.destination in (radio.mac, BROADCAST)
