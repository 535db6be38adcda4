"""What a board draws.

Figures as measured by glenn20 (PPK2) and others; research notes, section "Battery".
"""

from dataclasses import dataclass

SECONDS_PER_HOUR = 3600
USUAL_MHZ = 160  # MicroPython's own, at which it was measured
# By MHz, radio off: the middle of the ranges in Espressif's data sheet of the ESP32.
CLOCK_MA = {80: 25.5, 160: 35.5, 240: 49.0}


@dataclass(frozen=True, slots=True)
class Draw:
    """What one kind of board draws."""

    sleep_ua: float = 12.0  # a board made for batteries; a DevKitC takes 3800
    awake_ma: float = 28.9  # radio off
    doze_ma: float = 0.8  # light sleep
    radio_ma: float = 100.0  # radio on, receiving
    transmit_ma: float = 450.0  # on top of it while a frame is in the air
    boot_mc: float = 23.6  # stock MicroPython from wake to main.py

    def awake_at(self, mhz: int) -> float:
        """Return the mA of a CPU at a frequency, radio off."""
        return self.awake_ma * CLOCK_MA[mhz] / CLOCK_MA[USUAL_MHZ]


class Meter:
    """Adds up the charge of one board, in millicoulombs."""

    def __init__(self, draw: Draw | None = None) -> None:
        """Start at zero, asleep."""
        self.draw = draw or Draw()
        self.spent_mc = 0.0
        self.seconds = 0.0  # asleep, which is nearly all of a battery's life
        self._current_ma = 0.0
        self._since = 0.0
        self._awake_ma = self.draw.awake_ma

    def boot(self, now: float) -> None:
        """Count a wake; times are real seconds, because a process runs in real time."""
        self.spent_mc += self.draw.boot_mc
        self.clock(USUAL_MHZ, now)

    def clock(self, mhz: int, now: float) -> None:
        """Let the CPU run at a frequency, while the radio is off."""
        self._awake_ma = self.draw.awake_at(mhz)
        self._switch(self._awake_ma, now)

    def radio(self, on: bool, now: float) -> None:
        """Turn the radio's draw on or off."""
        self._switch(self.draw.radio_ma if on else self._awake_ma, now)

    def transmit(self, seconds: float) -> None:
        """Count a frame that takes so long in the air."""
        self.spent_mc += self.draw.transmit_ma * seconds

    def halt(self, now: float) -> None:
        """Count the end of a wake."""
        self._switch(0.0, now)

    def sleep(self, seconds: float) -> None:
        """Count a deep sleep of so many simulated seconds."""
        self.spent_mc += self.draw.sleep_ua / 1000 * seconds
        self.seconds += seconds

    def doze(self, on: bool, now: float) -> None:
        """Begin or end a light sleep."""
        self._switch(self.draw.doze_ma if on else self._awake_ma, now)

    def _switch(self, current_ma: float, now: float) -> None:
        self.spent_mc += self._current_ma * (now - self._since)
        self._current_ma = current_ma
        self._since = now
