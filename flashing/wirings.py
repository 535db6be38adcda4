"""Wiring presets: which chips are on which pins, by a name."""

import contextlib
from dataclasses import dataclass, field
from typing import Any, Final

from flashing.errors import FlashError

type Sensor = dict[str, Any]

_BME280: Final = {"chip": "bme280", "scl": 26, "sda": 25, "address": 0x76}
_BH1750: Final = {"chip": "bh1750", "scl": 33, "sda": 32, "address": 0x23}
_BATTERY: Final = {"chip": "battery", "pin": 35, "ratio": 2}


@dataclass(frozen=True, slots=True)
class Wiring:
    """A preset: what it says to a person, and the firmware's settings for it."""

    title: str
    sensors: tuple[Sensor, ...]
    others: dict[str, Any] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        """Return what it means in a node's settings."""
        return {"sensors": list(self.sensors), **self.others}


WIRINGS: Final = {
    "standard": Wiring(
        "BME280 on SCL 26, SDA 25; BH1750 on SCL 33, SDA 32; battery on 35",
        (_BME280, _BH1750, _BATTERY),
    ),
    "climate": Wiring("BME280 on SCL 26, SDA 25; battery on 35", (_BME280, _BATTERY)),
    "light": Wiring("BH1750 on SCL 33, SDA 32; battery on 35", (_BH1750, _BATTERY)),
    "one-bus": Wiring(
        "BME280 and BH1750 both on SCL 22, SDA 21; battery on 35",
        (_BME280 | {"scl": 22, "sda": 21}, _BH1750 | {"scl": 22, "sda": 21}, _BATTERY),
    ),
    "small": Wiring(
        "for ESP32-C3, C6 and S3: BME280 and BH1750 both on SCL 5, SDA 4; battery on 3",
        (
            _BME280 | {"scl": 5, "sda": 4},
            _BH1750 | {"scl": 5, "sda": 4},
            _BATTERY | {"pin": 3},
        ),
    ),
    "mains": Wiring(
        "for mains power: CCS811 and BME280 both on SCL 22, SDA 21",
        (
            _BME280 | {"scl": 22, "sda": 21},
            {"chip": "ccs811", "scl": 22, "sda": 21, "address": 0x5A},
        ),
        {"power": "mains"},
    ),
    "none": Wiring("no sensor yet", ()),
}


def sensor(text: str) -> Sensor:
    """Read `bme280,scl=26,sda=25`; numbers may be hexadecimal, as 0x76."""
    chip, *fields = text.split(",")
    wired: Sensor = {"chip": chip.strip()}
    for given in fields:
        name, equals, value = given.partition("=")
        if not equals:
            raise FlashError(f"--sensor {text}: write each pin as NAME=NUMBER, such as scl=26.")
        wired[name.strip()] = _value(value.strip())
    return wired


def _value(text: str) -> int | float | str:
    """Return a number where there is one."""
    if text in ("true", "false"):
        return text == "true"
    for read in (lambda: int(text, 0), lambda: float(text)):
        with contextlib.suppress(ValueError):
            return read()
    return text
