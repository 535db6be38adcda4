"""What the host has taken for new, each time."""

import time
from dataclasses import dataclass, field

from campaign.truth import Key
from custom_components.domotik.protocol.fresh import Fresh


@dataclass(frozen=True, slots=True)
class Arrival:
    """A sample that the host handed on: its date, and when that was."""

    key: Key
    dated: float
    at: float


@dataclass(slots=True)
class Arrivals:
    """All of them in order, and when a host was killed."""

    all: list[Arrival] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)

    def note(self, mac: str, fresh: Fresh) -> None:
        """Note a sample as it is handed on."""
        key = Key(mac, fresh.epoch, fresh.number)
        self.all.append(Arrival(key, fresh.time, time.monotonic()))

    def first(self) -> dict[Key, Arrival]:
        """Return each sample's first arrival."""
        first: dict[Key, Arrival] = {}
        for arrival in self.all:
            first.setdefault(arrival.key, arrival)
        return first

    def repeats(self) -> list[tuple[Arrival, Arrival]]:
        """Return each later arrival with the one before it."""
        last: dict[Key, Arrival] = {}
        found = []
        for arrival in self.all:
            if arrival.key in last:
                found.append((last[arrival.key], arrival))
            last[arrival.key] = arrival
        return found
