"""I2C buses: chips at addresses, and what the driver raises when they don't answer."""

import errno
from enum import Enum, auto
from typing import Protocol

from simulator.faults import DriverError


class Failure(Enum):
    """How a chip can let its board down."""

    NONE = auto()
    ABSENT = auto()  # nothing at the address
    NEVER_READY = auto()  # a conversion never ends
    RESET_VALUE = auto()  # the registers read as if nothing was ever measured
    ZEROS = auto()  # it acknowledges, and every bit reads 0
    ONES = auto()  # the same with 1
    CHECKSUM = auto()  # a bit of the answer is wrong
    ERROR = auto()  # it says of itself that it does not work


class Chip(Protocol):
    """What answers on a bus."""

    failure: Failure

    def write(self, content: bytes) -> None:
        """Take bytes that the board wrote."""

    def read(self, count: int) -> bytes:
        """Return bytes to a board that reads."""

    def power_on(self) -> None:
        """Start with the registers' reset values."""


class Bus:
    """Two wires with chips on them."""

    def __init__(self, chips: dict[int, Chip] | None = None) -> None:
        """Connect the chips; `stuck` holds a wire low, so that nothing gets through."""
        self.chips = chips or {}
        self.stuck = False

    def scan(self) -> list[int]:
        """Return the addresses that answer; on a stuck bus every address seems to."""
        if self.stuck:
            return list(range(0x08, 0x78))
        return sorted(at for at, chip in self.chips.items() if chip.failure is not Failure.ABSENT)

    def write(self, address: int, content: bytes) -> None:
        """Write to the chip at an address."""
        self._chip(address).write(content)

    def read(self, address: int, count: int) -> bytes:
        """Read from the chip at an address."""
        chip = self._chip(address)
        if chip.failure is Failure.ZEROS:
            return bytes(count)
        return b"\xff" * count if chip.failure is Failure.ONES else chip.read(count)

    def _chip(self, address: int) -> Chip:
        if self.stuck:
            raise DriverError(errno.ETIMEDOUT)
        if address not in self.scan():
            raise DriverError(errno.ENODEV)
        return self.chips[address]
