"""A sample that is new to the host, dated."""

from dataclasses import dataclass, replace

from . import wire
from .reports import Reading


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
        return self if len(others) == len(self.readings) else replace(self, readings=others)

    def only(self, key: tuple[int, int]) -> Fresh:
        """Return the sample with one of its readings alone."""
        return self.without({reading.key for reading in self.readings} - {key})

    def after(self, epoch: int, number: int) -> bool:
        """Tell whether the sample was taken after another one of its node."""
        return wire.newer(self.number, number) if self.epoch == epoch else self.epoch > epoch
