"""What a node's frames are refused for, when none of them is accepted any more."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .errors import BadFrame, PlainFrame, SealedFrame, WrongSeal

# Two wakes can fall together, and one wake sends many frames.
FRAMES_MIN: Final = 4


class Reason(StrEnum):
    """What is wrong with a node's key, as far as its frames tell."""

    OTHER_KEY = "other_key"
    NO_KEY_ON_NODE = "no_key_on_node"
    NO_KEY_HERE = "no_key_here"
    COUNTS_ANEW = "counts_anew"


_REASONS: Final[dict[type[BadFrame], Reason]] = {
    WrongSeal: Reason.OTHER_KEY,
    PlainFrame: Reason.NO_KEY_ON_NODE,
    SealedFrame: Reason.NO_KEY_HERE,
}


@dataclass(slots=True)
class Refusals:
    """Frames that were refused since the last one that was accepted; times are host seconds."""

    count: int = 0
    first: float = 0.0
    last: float = 0.0
    reason: Reason | None = None

    def note(self, error: BadFrame, now: float) -> None:
        """Count a frame that can't be read, if it is its key that is wrong."""
        if type(error) in _REASONS:
            self.add(_REASONS[type(error)], now)

    def add(self, reason: Reason, now: float) -> None:
        """Count a frame."""
        if not self.count:
            self.first = now
        self.count += 1
        self.last = now
        self.reason = reason

    def lasting(self, seconds: float) -> Reason | None:
        """Return the reason if frames have been refused again and again for so long."""
        lasts = self.count >= FRAMES_MIN and self.last - self.first >= seconds
        return self.reason if lasts else None
