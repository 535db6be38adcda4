"""The pins of a Waveshare panel, as its drivers expect them from a module `epdconfig`."""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any, Final

from .errors import PanelError, Reason

SPI_DEVICE: Final = "/dev/spidev0.0"
SPI_HERTZ: Final = 4_000_000
# The chip that has the pins of the header is another one on each generation of boards.
CHIPS: Final = tuple(f"/dev/gpiochip{number}" for number in (0, 4, 1, 2, 3, 5))
HEADER_LABEL: Final = "pinctrl"
# A read of BUSY comes in a loop, which in some drivers has no pause of its own.
READ_PAUSE: Final = 0.01
# What remains for a panel that must be put to sleep, but does not answer.
SLEEP_SECONDS: Final = 5.0


class Pins:
    """Opens what a driver uses, and ends its endless waits."""

    RST_PIN: Final = 17
    DC_PIN: Final = 25
    CS_PIN: Final = 8
    BUSY_PIN: Final = 24
    PWR_PIN: Final = 18

    def __init__(
        self,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock, self._pause = clock, pause
        self._deadline = clock() + seconds
        self._let_go = Event()
        self._sleeping = False
        self._level = 0
        self._spi: Any = None
        self._lines: dict[int, Any] = {}

    def now(self) -> float:
        """Return the time by which waits are measured."""
        return self._clock()

    def let_go(self) -> None:
        """End the current wait; may come from another thread."""
        self._let_go.set()

    def fall_asleep(self) -> None:
        """Wait no longer for anything but to send the panel to sleep."""
        self._sleeping = True
        self._deadline = self._clock() + SLEEP_SECONDS

    def module_init(self, cleanup: bool = False) -> int:  # noqa: ARG002 - the drivers' signature
        """Open SPI and pins; PanelError says what is missing."""
        import periphery  # noqa: PLC0415 - only who chose such a panel has it

        if self._spi is None:
            try:
                self._spi = periphery.SPI(SPI_DEVICE, 0, SPI_HERTZ)
                chip = _header_chip(periphery)
                for pin in (self.PWR_PIN, self.RST_PIN, self.DC_PIN):
                    self._lines[pin] = periphery.GPIO(chip, pin, "out")
                self._lines[self.BUSY_PIN] = periphery.GPIO(chip, self.BUSY_PIN, "in")
            except OSError as err:
                self.close()
                raise PanelError(Reason.NO_SPI, str(err)) from err
        self.digital_write(self.PWR_PIN, 1)
        return 0

    def module_exit(self, cleanup: bool = False) -> None:  # noqa: ARG002 - the drivers' signature
        """Take the panel's power."""
        for pin in (self.RST_PIN, self.DC_PIN, self.PWR_PIN):
            self.digital_write(pin, 0)

    def close(self) -> None:
        """Free SPI and pins."""
        for each in (self._spi, *self._lines.values()):
            with suppress(OSError, AttributeError):
                each.close()
        self._spi = None
        self._lines = {}

    def digital_write(self, pin: int, value: int) -> None:
        """Set a pin; the SPI device itself sees to chip select."""
        if line := self._lines.get(pin):
            line.write(bool(value))

    def digital_read(self, pin: int) -> int:
        """Read BUSY, until it has taken too long."""
        self._pause(READ_PAUSE)
        if self._let_go.is_set() and not self._sleeping:
            raise PanelError(Reason.LET_GO)
        if self._clock() < self._deadline:
            return int(self._lines[pin].read())
        if self._sleeping:
            # Either level ends some driver's wait, and then it does send the panel to sleep.
            self._level ^= 1
            return self._level
        raise PanelError(Reason.STUCK)

    def delay_ms(self, milliseconds: float) -> None:
        """Wait."""
        self._pause(milliseconds / 1000)

    def spi_writebyte(self, values: Iterable[int]) -> None:
        """Send bytes, which some drivers have as negative numbers."""
        self.spi_writebyte2(values)

    def spi_writebyte2(self, values: Iterable[int]) -> None:
        """Send any number of bytes, in pieces that the kernel takes."""
        sent = bytes(value & 0xFF for value in values)
        for start in range(0, len(sent), 4096):
            self._spi.transfer(sent[start : start + 4096])

    def DEV_SPI_write(self, value: int) -> None:  # noqa: N802 - the drivers' name
        """Send a byte."""
        self.spi_writebyte2([value])

    def DEV_SPI_read(self) -> int:  # noqa: N802 - the drivers' name
        """Receive a byte on the wire that else sends; 0 where the board can't."""
        import periphery  # noqa: PLC0415 - only who chose such a panel has it

        three_wire = 0x10
        try:
            with periphery.SPI(SPI_DEVICE, 0, SPI_HERTZ, extra_flags=three_wire) as spi:
                return os.read(spi.fd, 1)[0]
        except OSError:
            return 0


def _header_chip(periphery: Any) -> str:
    """Return the GPIO chip of the board's header."""
    for path in CHIPS:
        if Path(path).exists():
            with suppress(OSError), periphery.GPIO(path, Pins.BUSY_PIN, "in") as line:
                if HEADER_LABEL in line.chip_label:
                    return path
    raise OSError(f"none of {', '.join(CHIPS)} has the header's pins")
