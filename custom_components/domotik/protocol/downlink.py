"""The host's counters: no nonce of what goes to a node comes twice with other content."""

from dataclasses import dataclass
from typing import Final

COUNTER_MAX: Final = 0xFFFF
# The table may be that of an old backup, or begin in the middle of an epoch: counters that it
# doesn't know of may have been used. Each was used for a frame of the node, so the frames that
# the table has not seen say how many; the margin is for what can't be counted so.
MARGIN: Final = 64


@dataclass(slots=True)
class Downlink:
    """The host counter used last in an epoch of a node, and the number that it sealed."""

    counter: int = 0
    number: int | None = None
    # The node's newest counter when this table took over; None once that is accounted for.
    known: int | None = 0

    def use(self, number: int, newest: int) -> int | None:
        """Return the counter to seal a number with, the same for the same; None at the end."""
        if number == self.number:
            return self.counter
        step = 1 if self.known is None else MARGIN + max(0, newest - self.known)
        if self.counter + step > COUNTER_MAX:
            return None
        self.counter += step
        self.number, self.known = number, None
        return self.counter

    def as_list(self) -> list[int | None]:
        """Return a plain form for storage."""
        return [self.counter, self.number]
