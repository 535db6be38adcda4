"""The hardware of one board: all that outlives a process of its MicroPython."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from simulator.charge import Meter
from simulator.chips.dht import Dht
from simulator.clock import Clock
from simulator.flash import Flash
from simulator.i2c import Bus
from simulator.inputs import Inputs, Wake
from simulator.nvs import Nvs
from simulator.radio import Radio
from simulator.wifi import Station

RTC_MEMORY_SIZE = 2048
type Wires = tuple[int, int]  # scl, sda


class Cause(IntEnum):
    """machine.reset_cause(); a brown-out and the EN button read as a power-on."""

    POWER_ON = 1
    HARD = 2
    WATCHDOG = 3
    DEEP_SLEEP = 4
    SOFT = 5


@dataclass(frozen=True, slots=True)
class Ending:
    """How a life of the board's process ended: the next reset cause, after a sleep."""

    cause: Cause
    sleep_ms: int = 0
    wake: Wake | None = None  # what ended the sleep, if not the timer


class Board:
    """One ESP32 with its RTC memory, flash, clock, pins, buses and radio."""

    def __init__(
        self, name: str, mac: bytes, clock: Clock, *, drift: float = 0.0, seed: int = 0
    ) -> None:
        """Make a board without power; `drift` is its clock's error asleep, 0.05 for 5 % fast."""
        self.name = name
        self.mac = mac
        self.clock = clock
        self.drift = drift
        self.nvs = Nvs()
        self.flash = Flash()
        self.radio = Radio(mac)
        self.station = Station()
        self.meter = Meter()
        self.buses: dict[Wires, Bus] = {}
        self.volts: dict[int, Callable[[], float]] = {}
        self.dhts: dict[int, Dht] = {}
        self.inputs = Inputs(self._wake)
        self.pins: dict[int, int] = {}
        self.wake: Wake | None = None
        self.idf_free = 90112  # bytes; ESP-IDF's heap, which the radio needs
        self.supplied: Callable[[], bool] = lambda: True
        self.cause = Cause.POWER_ON
        self.rtc_memory = b""
        self.remembered: Callable[[], None] = lambda: None  # each write to RTC memory
        self.awake = False
        self.life = 0  # counts the processes that the board has run
        self.started = 0.0
        self.baud_changed: Callable[[int], None] = lambda _: None
        self.ending: Callable[[Ending], None] = lambda _: None
        self._seconds = 0.0
        self._clock_set = clock.now()
        self._random = random.Random(seed)

    def seconds(self) -> float:
        """Return the board's own clock, which an awake board keeps exactly."""
        return self._seconds + self.clock.now() - self._clock_set

    def set_seconds(self, seconds: float) -> None:
        """Set the board's own clock."""
        self._seconds = seconds
        self._clock_set = self.clock.now()

    def start(self, cause: Cause, wake: Wake | None = None) -> None:
        """Begin a life: what a reset clears is cleared."""
        self.cause = cause
        self.wake = wake
        self.inputs.forget()
        self.awake = True
        self.life += 1
        self.started = time.monotonic()
        self.pins.clear()
        self.radio.reset(self.started)
        self.station.leave()
        self.meter.boot(self.started)

    def halt(self) -> None:
        """End a life: the radio is off, and nothing that its process still wants is done."""
        self.awake = False
        self.radio.reset(0.0)
        self.meter.halt(time.monotonic())

    def lives(self, life: int) -> bool:
        """Tell whether a process is still the board's."""
        return self.awake and life == self.life

    def end(self, ending: Ending) -> None:
        """End the present life or sleep."""
        self.halt()
        self.ending(ending)

    def asleep(self, slept: float, *, powered: bool) -> None:
        """Account for a deep sleep of so many true seconds, in which the clock drifted."""
        self.meter.sleep(slept)
        if powered:
            self.set_seconds(self.seconds() + slept * self.drift)

    def sleep_seconds(self, milliseconds: int) -> float:
        """Return the true length of a sleep: the clock that drifts also ends it."""
        return milliseconds / 1000 / (1 + self.drift)

    def lose_power(self) -> None:
        """Forget what needs power: RTC memory and the clock."""
        self.rtc_memory = b""
        self.set_seconds(0.0)
        for bus in self.buses.values():
            for chip in bus.chips.values():
                chip.power_on()

    def power_cycle(self) -> None:
        """Take the power away and give it back."""
        self.lose_power()
        self.end(Ending(Cause.POWER_ON))

    def press_reset(self) -> None:
        """Pull EN low, as the button and a serial adapter's RTS do: a power-on to the chip."""
        self.power_cycle()

    def brown_out(self) -> None:
        """Let the supply sag: RTC memory keeps its length, but not its bytes."""
        self.set_seconds(0.0)
        size = len(self.rtc_memory) or RTC_MEMORY_SIZE
        kept = self.rtc_memory.ljust(size, b"\0")
        noise = self._random.randbytes(size)
        self.rtc_memory = bytes(
            self._random.choice(pair) for pair in zip(kept, noise, strict=True)
        )
        self.end(Ending(Cause.POWER_ON))

    def _wake(self, wake: Wake) -> None:
        """Let a pin end the deep sleep."""
        if not self.awake:
            self.end(Ending(Cause.DEEP_SLEEP, wake=wake))

    def level(self, pin: int) -> int:
        """Return what a pin reads: what is connected to it, else what the program put out."""
        return self.inputs.level(pin) if pin in self.inputs.levels else self.pins.get(pin, 0)

    def bite(self) -> None:
        """Let the watchdog reset the board."""
        self.end(Ending(Cause.WATCHDOG))
