"""The parts of a node as a wiring sees them: which of their pins goes to what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

type Sensor = dict[str, Any]
# What a pin is joined to: power, ground, or a GPIO.
POWER: Final = "3V3"
GROUND: Final = "GND"
CELL: Final = "battery +"


def gpio(number: int) -> str:
    """Return what a pin of the board is called."""
    return f"GPIO {number}"


@dataclass(frozen=True, slots=True)
class Part:
    """What is beside the board: its name, a remark, and (pin, what it is joined to)."""

    name: str
    remark: str
    pins: tuple[tuple[str, str], ...]


def part(sensor: Sensor) -> Part:
    """Return the part that a sensor of the settings is."""
    return DRAWN[sensor["chip"]](sensor)


def _i2c(name: str, strap: str = "", low: int = 0, wake: str = "") -> Callable[[Sensor], Part]:
    """Return what draws a chip on I2C whose address goes by one pin."""

    def drawn(sensor: Sensor) -> Part:
        pins = [("VCC", POWER), ("GND", GROUND)]
        pins += [("SCL", gpio(sensor["scl"])), ("SDA", gpio(sensor["sda"]))]
        if strap:
            pins.append((strap, GROUND if sensor["address"] == low else POWER))
        if wake:
            pins.append((wake, GROUND))
        return Part(name, f"I2C address 0x{sensor['address']:02X}", tuple(pins))

    return drawn


def _dht(name: str) -> Callable[[Sensor], Part]:
    def drawn(sensor: Sensor) -> Part:
        pins = (("VCC", POWER), ("DATA", gpio(sensor["pin"])), ("GND", GROUND))
        return Part(name, "10 kΩ from DATA to VCC, if its board has none", pins)

    return drawn


def _soil(sensor: Sensor) -> Part:
    power = gpio(sensor["power"]) if "power" in sensor else POWER
    pins = (("VCC", power), ("AOUT", gpio(sensor["pin"])), ("GND", GROUND))
    return Part("Soil probe", "capacitive; fed by a pin while it is read", pins)


def _battery(sensor: Sensor) -> Part:
    pins = (("top", CELL), ("middle", gpio(sensor["pin"])), ("bottom", GROUND))
    equal = sensor["ratio"] == 2
    remark = "two equal resistors, 1 MΩ each" if equal else f"1 V of {sensor['ratio']:g} V"
    return Part("Divider", remark, pins)


def _switch(name: str, remark: str) -> Callable[[Sensor], Part]:
    def drawn(sensor: Sensor) -> Part:
        return Part(name, remark, (("one side", gpio(sensor["pin"])), ("other side", GROUND)))

    return drawn


DRAWN: Final[dict[str, Callable[[Sensor], Part]]] = {
    "battery": _battery,
    "bh1750": _i2c("BH1750", "ADDR", 0x23),
    "bme280": _i2c("BME280", "SDO", 0x76),
    "bmp180": _i2c("BMP180"),
    "bmp280": _i2c("BMP280", "SDO", 0x76),
    "button": _switch("Button", "the chip's own pull-up holds the pin"),
    "ccs811": _i2c("CCS811", "ADDR", 0x5A, "WAKE"),
    "contact": _switch("Reed contact", "the chip's own pull-up holds the pin"),
    "dht11": _dht("DHT11"),
    "dht22": _dht("DHT22"),
    "sht4x": _i2c("SHT4x"),
    "aht20": _i2c("AHT20"),
    "soil": _soil,
}
