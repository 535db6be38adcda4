"""How long a node lasts on a battery: a model, made of figures that others have measured.

Each wake is boot, own code, the wait for conversions, and where there is something to report the
radio; in between there is sleep; and the battery empties by itself.
"""

from dataclasses import dataclass, field

from simulator.battery import SELF_DISCHARGE, chemistry
from simulator.boards import BOARDS
from simulator.charge import USUAL_MHZ, Draw

MONTH_HOURS = 730.5
# Wake to main.py, in mC: MicroPython as it is distributed, and frozen into an image of one's own
# (glenn20, OptimisingMicropythonBootTime, an ESP32 on a PPK2).
BOOT_MC = {"stock": 23.6, "frozen": 3.32}
# The same person's frozen wake with an ESP-NOW frame that is acknowledged takes 7.68 mC: the rest
# is the radio's. One whose receiver is absent takes 15.4 mC.
RADIO_MC = 7.68 - BOOT_MC["frozen"]
UNHEARD_MC = 15.4 - 7.68
# Until our own ACK is there, as in the simulated home; a longer window costs more.
LISTEN_MS = 8.0
# Importing and running our files, on a chip not measured yet.
CODE_MS = {"stock": 120.0, "frozen": 25.0}
# What each term's figure is.
GROUNDS = {
    "boot": "measured by others",
    "own code": "estimate, unless --awake-ms",
    "waiting for sensors": "data sheets",
    "radio": "measured by others",
    "lost reports": "measured by others",
    "board asleep": "measured by others",
    "sensors asleep": "data sheets",
    "voltage divider": "Ohm's law",
    "self-discharge": "makers' figures",
}
# Of what a battery is sold with; the rest is below what a board can work with.
USABLE = 0.85


@dataclass(frozen=True, slots=True)
class Chip:
    """What a sensor costs: the wait for it, and what it draws asleep."""

    conversion_ms: float
    idle_ua: float


# Data sheets: longest conversion, typical standby.
CHIPS = {
    "bme280": Chip(9.3, 0.1),
    "bmp280": Chip(6.4, 0.1),
    "bmp180": Chip(12.0, 0.1),
    "bh1750": Chip(180.0, 0.01),
    "sht4x": Chip(8.3, 0.08),
    "aht20": Chip(80.0, 0.25),
    "dht11": Chip(20.0, 100.0),
    "dht22": Chip(5.0, 40.0),
    "soil": Chip(100.0, 0.0),
    "battery": Chip(0.0, 0.0),
    "button": Chip(0.0, 0.0),
    "contact": Chip(0.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class Habits:
    """A node, its battery and how it is used."""

    battery: str = "li-ion"
    capacity_mah: float = 2000.0
    board: str = "lolin32"
    interval: float = 300.0
    heartbeat: float = 900.0
    sensors: tuple[str, ...] = ("bme280", "bh1750", "battery")
    profile: str = "stock"
    moved: float = 0.3  # share of the looks that something moved in, and that are reported for it
    loss: float = 0.05  # share of the reports that have to be sent again
    divider_kohm: float = 200.0
    cpu_mhz: int = USUAL_MHZ
    awake_ms: float | None = None  # what Home Assistant shows as the node's awake time
    draw: Draw = field(default_factory=Draw)

    @property
    def reported(self) -> float:
        """Return the share of looks that end in a report."""
        due = min(1.0, self.interval / self.heartbeat)
        return due + (1 - due) * self.moved


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A battery's days, and what they are spent on: average µA by term."""

    terms: dict[str, float]
    days: float

    @property
    def dominant(self) -> str:
        """Return the term that costs most."""
        return max(self.terms, key=self.terms.__getitem__)


def wake_mc(habits: Habits) -> dict[str, float]:
    """Return the charge of an average wake, term by term."""
    draw = habits.draw
    wait = max((CHIPS[chip].conversion_ms for chip in habits.sensors), default=0.0)
    listen = LISTEN_MS * draw.radio_ma / 1000
    # The boot runs at MicroPython's own frequency, whatever is set after it.
    code_ms = CODE_MS[habits.profile] * USUAL_MHZ / habits.cpu_mhz
    if habits.awake_ms is not None:
        code_ms = max(0.0, habits.awake_ms - wait)
    return {
        "boot": BOOT_MC[habits.profile],
        "own code": code_ms * draw.awake_at(habits.cpu_mhz) / 1000,
        "waiting for sensors": wait * draw.doze_ma / 1000,
        "radio": habits.reported * (RADIO_MC + listen),
        "lost reports": habits.reported * habits.loss * UNHEARD_MC,
    }


def lifetime(habits: Habits) -> Lifetime:
    """Return what the model says."""
    volts = chemistry.millivolts(habits.battery, 50) / 1000
    terms = {name: 1000 * mc / habits.interval for name, mc in wake_mc(habits).items()}
    terms["board asleep"] = BOARDS[habits.board].sleep_ua
    terms["sensors asleep"] = sum(CHIPS[chip].idle_ua for chip in habits.sensors)
    if "battery" in habits.sensors:
        terms["voltage divider"] = 1000 * volts / habits.divider_kohm
    month = habits.capacity_mah * SELF_DISCHARGE[habits.battery]
    terms["self-discharge"] = 1000 * month / MONTH_HOURS
    hours = 1000 * habits.capacity_mah * USABLE / sum(terms.values())
    return Lifetime(terms, hours / 24)
