"""What is counted of a node's frames."""

from dataclasses import dataclass

from .errors import BadFrame, PlainFrame, WrongSeal


@dataclass(slots=True)
class Figures:
    """What was counted for a node."""

    frames: int = 0
    reports: int = 0
    samples: int = 0
    duplicates: int = 0
    late: int = 0
    bad_frames: int = 0
    old_epochs: int = 0
    unread_objects: int = 0
    plain_frames: int = 0
    unopened_frames: int = 0
    repeated_frames: int = 0

    def refuse(self, error: BadFrame) -> None:
        """Count a frame that could not be read."""
        self.bad_frames += 1
        self.plain_frames += isinstance(error, PlainFrame)
        self.unopened_frames += isinstance(error, WrongSeal)
