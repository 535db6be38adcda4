"""Which version of the protocol a node speaks."""

from dataclasses import dataclass, field
from typing import Final

from . import wire
from .errors import BadFrame, OtherVersion

# Anybody can forge a frame of another version: so many, and none between them that was read.
OTHERS_MIN: Final = 5


@dataclass(slots=True)
class Versions:
    """The version that a node was last understood in, and those that it tries since."""

    spoken: int = wire.PROTOCOL_VERSION
    _others: list[int] = field(default_factory=list)

    def hear(self, version: int) -> None:
        """Take note of a frame that was understood: it is answered in the same version."""
        self.spoken = version
        self._others.clear()

    def refuse(self, error: BadFrame) -> None:
        """Take note of a frame that was not understood."""
        if isinstance(error, OtherVersion) and len(self._others) < OTHERS_MIN:
            self._others.append(error.theirs)

    @property
    def unspoken(self) -> int | None:
        """Return the version that a node has gone to and the host can't follow, else None."""
        return self._others[-1] if len(self._others) == OTHERS_MIN else None
