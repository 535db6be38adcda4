"""The host's counters: no nonce of what goes to a node comes twice with other content."""

from dataclasses import dataclass
from typing import Final, Self

COUNTER_MAX: Final = 0xFFFF
# No counter is ever more than this ahead of the node's own: whoever has missed frames of the node
# knows from its newest one which counters can have been used meanwhile.
MARGIN: Final = 64


@dataclass(slots=True)
class Downlink:
    """The host counters used last in an epoch of a node, and the number sealed with the first.

    Confirms take one for each number that they tell, so no more of them than the node has sent
    frames; mail takes as many as the node has sent frames, and MARGIN. Their nonces differ.
    """

    counter: int = 0
    number: int | None = None
    mail: int = 0
    # The node's newest counter when this table took over, -1 before its first; then None.
    known: int | None = -1

    def hear(self, counter: int) -> None:
        """Learn from the first frame after taking over whether the table had missed any.

        It may be that of an old backup, or begin in the middle of an epoch.
        """
        if self.known is not None and counter > self.known + 1:
            self.counter = max(self.counter, counter)
            self.mail = max(self.mail, counter)
        self.known = None

    def next_confirm(self, number: int) -> int | None:
        """Return the counter to seal a number with, the same for the same, or None."""
        if number != self.number:
            if self.known is not None or self.counter == COUNTER_MAX:
                return None
            self.counter += 1
            self.number = number
        return self.counter

    def next_mail(self, newest: int | None, below: int | None) -> int | None:
        """Return a counter for a letter; None before `newest` and `below` allow for one."""
        counter = self.mail + 1
        ends = [COUNTER_MAX + 1, *(each for each in (below,) if each is not None)]
        if newest is not None:
            ends.append(newest + MARGIN + 1)
        if self.known is not None or counter >= min(ends):
            return None
        self.mail = counter
        return counter

    def as_list(self) -> tuple[int, int | None, int]:
        """Return a plain form for storage."""
        return self.counter, self.number, self.mail

    @classmethod
    def from_list(cls, stored: tuple[int, int | None, int], newest: int | None) -> Self:
        """Take over what `as_list` stored when that was the node's newest counter."""
        return cls(*stored, known=-1 if newest is None else newest)
