"""States that were written again although no sample had come: a late one may prove them wrong.

Home Assistant writes a state whenever an entity comes back, after a restart or with its broker,
and databases take that for a value of that instant.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from custom_components.domotik.node import ObjectKey
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.reports import Reading

# Of each object the last ones, so that a cable that comes and goes takes no memory.
REPEATS_MAX: Final = 4

# The epoch and number of a sample.
type Source = tuple[int, int]


@dataclass(slots=True)
class Repeat:
    """When a state was written again, and the newest sample before that which is known by now."""

    time: float
    source: Source


class Repeats:
    """The repeated states of all nodes; times are seconds since 1970."""

    def __init__(self) -> None:
        """Start without any."""
        self._repeats: defaultdict[tuple[str, ObjectKey], list[Repeat]] = defaultdict(list)

    def note(self, mac: str, key: ObjectKey, time: float, source: Source) -> None:
        """Remember that an object's state was written again, as this sample had left it."""
        repeats = self._repeats[mac, key]
        repeats.append(Repeat(time, source))
        del repeats[:-REPEATS_MAX]

    def proved_wrong(self, mac: str, sample: Fresh) -> Iterator[tuple[float, Reading]]:
        """Go through what should have been written, and when, had a late sample been known."""
        for reading in sample.readings:
            for repeat in self._repeats.get((mac, reading.key), ()):
                if sample.time < repeat.time and sample.after(*repeat.source):
                    repeat.source = (sample.epoch, sample.number)
                    yield repeat.time, reading
