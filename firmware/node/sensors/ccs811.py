"""ams CCS811: equivalent CO2 and volatile organic compounds, for nodes on mains power.

Registers as in the data sheet, ams DS000459. By it a new chip has to run for 48 hours (burn-in),
and each one for 20 minutes after power-up (run-in), before what it says is right: until then it
says nothing. Its baseline is kept in flash once a day and given back after the next run-in
(AN000370).
"""

import struct
import time

import settings
import wire

from sensors import bus

HARDWARE_ID = 0x81
REG_STATUS = 0x00
REG_MODE = 0x01
REG_RESULT = 0x02
REG_ENVIRONMENT = 0x05
REG_BASELINE = 0x11
REG_HARDWARE_ID = 0x20
REG_ERROR = 0xE0
APP_START = b"\xf4"
EVERY_SECOND = b"\x10"
STATUS_ERROR = 0x01
STATUS_READY = 0x08
STATUS_APP_VALID = 0x10
STATUS_RUNS = 0x80
BOOT_MS = 2
RUN_IN_S = 20 * 60
HOUR_S = 3600
BURN_IN_HOURS = 48
KEEP_EVERY_HOURS = 24
KEPT = "<H2s"  # hours until the end of the burn-in and since the baseline was kept, baseline
NO_BASELINE = b"\0\0"
RANGE = (400, 32768)


class Sensor:
    """One CCS811 on a pair of pins."""

    objects = (wire.CO2, wire.TVOC_PPB)

    def __init__(self, wiring: dict) -> None:
        self._bus = bus(wiring)
        self._address = wiring["address"]
        self._key = "ccs811-%d-%d" % (wiring["scl"], self._address)
        self._environment = b""
        self._warm = False
        # Of a chip that runs already, after a reset of the board, nothing is known.
        self._began = self._hour = time.ticks_ms()
        kept = settings.read_blob(self._key, 4)
        whole = len(kept) == struct.calcsize(KEPT)
        self._hours, self._baseline = struct.unpack(KEPT, kept) if whole else (0, NO_BASELINE)
        if wiring.get("burnt_in"):
            self._hours = max(self._hours, BURN_IN_HOURS)

    def start(self) -> int:
        """Wake the chip up unless it runs, and tell it of the air."""
        if self._read(REG_HARDWARE_ID, 1)[0] != HARDWARE_ID:
            raise ValueError("no CCS811 at this address")
        status = self._read(REG_STATUS, 1)[0]
        if not status & STATUS_RUNS:
            self._begin(status)
        if self._environment:
            self._bus.writeto_mem(self._address, REG_ENVIRONMENT, self._environment)
        return 0

    def read(self) -> "list[tuple[int, int]]":
        """Return the gases; nothing until the chip has run in, and before that burnt in."""
        self._count()
        co2, tvoc, status, _ = struct.unpack(">HHBB", self._read(REG_RESULT, 6))
        if status & STATUS_ERROR:
            raise ValueError("CCS811 has error 0x%02x" % self._read(REG_ERROR, 1)[0])
        if not self._warm or self._hours < BURN_IN_HOURS:
            return []
        if not status & STATUS_READY or not RANGE[0] <= co2 <= RANGE[1]:
            raise ValueError("CCS811 has not measured")
        return [(wire.CO2, co2), (wire.TVOC_PPB, tvoc)]

    def learn(self, objects: "list[tuple[int, int]]") -> None:
        """Compensate from now on for the air that the node's other sensors have measured."""
        known = dict(reversed(objects))
        if wire.TEMPERATURE in known and wire.HUMIDITY in known:
            celsius, percent = known[wire.TEMPERATURE], known[wire.HUMIDITY]
            # Both in 1/512, the temperature from -25 °C on.
            warmth = max(0, (celsius + 2500) * 512 // 100)
            self._environment = struct.pack(">HH", percent * 512 // 100, warmth)

    def _read(self, register: int, count: int) -> bytes:
        return self._bus.readfrom_mem(self._address, register, count)

    def _begin(self, status: int) -> None:
        """Start the chip's program; its run-in begins anew."""
        if not status & STATUS_APP_VALID:
            raise ValueError("CCS811 has no program")
        self._bus.writeto(self._address, APP_START)
        time.sleep_ms(BOOT_MS)
        self._bus.writeto_mem(self._address, REG_MODE, EVERY_SECOND)
        self._warm = False
        self._began = self._hour = time.ticks_ms()

    def _count(self) -> None:
        """Note that the run-in is over, or another hour."""
        if not self._warm and seconds_since(self._began) >= RUN_IN_S:
            self._warm = True
            if self._baseline != NO_BASELINE:
                self._bus.writeto_mem(self._address, REG_BASELINE, self._baseline)
        if seconds_since(self._hour) >= HOUR_S:
            self._hour = time.ticks_ms()
            self._count_hour()

    def _count_hour(self) -> None:
        """Count an hour of burn-in, or towards the next keeping of the baseline."""
        self._hours += 1
        if self._hours == BURN_IN_HOURS + KEEP_EVERY_HOURS:
            self._hours = BURN_IN_HOURS
            self._baseline = self._read(REG_BASELINE, 2)
        if self._hours <= BURN_IN_HOURS:
            settings.write_blob(self._key, struct.pack(KEPT, self._hours, self._baseline))


def seconds_since(ticks: int) -> int:
    """Return whole seconds since a moment of the last six days."""
    return time.ticks_diff(time.ticks_ms(), ticks) // 1000
