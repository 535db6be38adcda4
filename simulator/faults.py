"""What a driver on the board can raise, and the faults that a test can order."""

from enum import Enum, auto


class DriverError(Exception):
    """Reaches the firmware as OSError(number, text)."""

    def __init__(self, number: int, text: str = "") -> None:
        """Keep the error number that the firmware sees."""
        super().__init__(number, text)
        self.number = number
        self.text = text


class SendFault(Enum):
    """What can go wrong in the radio's driver before a frame is in the air."""

    NO_MEM = auto()
    NO_RESPONSE = auto()
