"""What home to build."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.reports import PROTOCOL, ROOT
from simulator.room import NAMES
from simulator.soc import ESP32, Soc

FIRMWARE = ROOT / "firmware"
MODEL = "Simulated ESP32"
QUANTITIES = (
    "temperature",
    "humidity",
    "pressure",
    "illuminance",
    "voltage",
    "co2",
    "moisture",
    "tvoc",
)


@dataclass(frozen=True, slots=True)
class Wiring:
    """Which pins (scl, sda) and addresses the sensors are at."""

    bme280: tuple[int, int] = (26, 25)
    bme280_address: int = 0x76
    bh1750: tuple[int, int] = (33, 32)
    bh1750_address: int = 0x23
    battery: int = 35
    divider: float = 2.0
    chemistry: str = "li-ion"
    more: tuple[Mapping[str, Any], ...] = ()  # further sensors, as settings name them

    def sensors(self) -> list[Mapping[str, Any]]:
        """Return the firmware's settings for these sensors."""
        return [
            {
                "chip": "bme280",
                "scl": self.bme280[0],
                "sda": self.bme280[1],
                "address": self.bme280_address,
            },
            {
                "chip": "bh1750",
                "scl": self.bh1750[0],
                "sda": self.bh1750[1],
                "address": self.bh1750_address,
            },
            {
                "chip": "battery",
                "pin": self.battery,
                "ratio": self.divider,
                "battery": self.chemistry,
            },
            *self.more,
        ]


@dataclass(frozen=True, slots=True)
class WifiPlan:
    """Nodes that go by Wi-Fi; `mqtt` are the firmware's settings of that name."""

    nodes: int = 1
    mqtt: Mapping[str, str | int] = field(default_factory=dict)
    # By a node's id, as each has a password of its own.
    passwords: Mapping[str, str] = field(default_factory=dict)
    authority: Path | None = None  # whose certificate is on the boards, for TLS
    settings: Mapping[str, Any] = field(default_factory=dict)  # beyond what these make


@dataclass(frozen=True, slots=True)
class Plan:
    """A home's size, pace and peculiarities; `hour` is the time of day at its start."""

    nodes: int = 4
    interval: int = 10
    heartbeat: int | None = None
    # Each look is a reading, unless a plan says otherwise: the rooms change slowly.
    dead_bands: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(QUANTITIES, 0))
    house: int = 0  # another one's boards have other addresses
    sealed: bool = False  # nodes have keys
    channel: int = 6
    seed: int = 0
    scale: float = 1.0
    hour: float = 9.0
    drift: float = 0.02  # clocks are off by up to this share asleep
    reset_on_open: bool = True
    baud: int = 115200  # of the broker's console, from its start
    boot_seconds: float = 0.25  # the broker's, until its program runs
    console_seconds: int = 0  # how long a node's console stays open after a cold start
    firmware: Path = FIRMWARE
    folder: Path | None = None  # kept between runs: flash and the port's link
    wiring: Wiring = field(default_factory=Wiring)
    settings: Mapping[str, Any] = field(default_factory=dict)  # of the nodes, beyond the above
    wifi: WifiPlan | None = None
    soc: Soc = ESP32  # of the nodes

    def imports(self, role: str) -> tuple[Path, ...]:
        """Return the folders that a role's program imports from."""
        return (self.firmware / role, self.firmware / "lib", PROTOCOL)


def name_of(place: int) -> str:
    """Return the name of the n-th room, from 0."""
    return NAMES[place] if place < len(NAMES) else f"Room {place + 1}"
