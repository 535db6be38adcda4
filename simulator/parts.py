"""What is soldered to a node, from the same settings that tell its firmware."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.board import Board
from simulator.chips.aht20 import Aht20
from simulator.chips.bh1750 import Bh1750
from simulator.chips.bme280 import BMP280_ID, Air, Bme280
from simulator.chips.bmp180 import Bmp180
from simulator.chips.ccs811 import Ccs811, Gases
from simulator.chips.dht import Dht, Dht11
from simulator.chips.sht4x import Sht4x
from simulator.chips.soil import Probe
from simulator.i2c import Bus, Chip
from simulator.room import Climate

type Wiring = Mapping[str, Any]
type Part = Chip | Dht | Probe
BMP180_ADDRESS = 0x77


def solder(board: Board, wiring: Wiring, climate: Callable[[], Climate]) -> Part | None:
    """Connect the chip that a settings entry describes; None for what has no chip."""

    def air() -> Air:
        now = climate()
        return Air(now.temperature, now.humidity, now.pressure * 100)

    def gases() -> Gases:
        return Gases(round(climate().co2), round(climate().tvoc))

    on_a_bus: dict[str, Callable[[], Chip]] = {
        "aht20": lambda: Aht20(air),
        "bme280": lambda: Bme280(air),
        "bmp280": lambda: Bme280(air, chip_id=BMP280_ID),
        "bmp180": lambda: Bmp180(air),
        "bh1750": lambda: Bh1750(lambda: climate().illuminance),
        "ccs811": lambda: Ccs811(gases),
        "sht4x": lambda: Sht4x(air),
    }
    kind = wiring["chip"]
    if kind in on_a_bus:
        chip = on_a_bus[kind]()
        wires = wiring["scl"], wiring["sda"]
        bus = board.buses.setdefault(wires, Bus())
        bus.chips[wiring.get("address", BMP180_ADDRESS)] = chip
        return chip
    if kind in ("dht11", "dht22"):
        dht = board.dhts[wiring["pin"]] = (Dht if kind == "dht22" else Dht11)(air)
        return dht
    if kind == "soil":
        power = wiring.get("power")
        probe = Probe(lambda: climate().moisture, lambda: power is None or board.level(power) == 1)
        board.volts[wiring["pin"]] = probe.volts
        return probe
    if kind in ("button", "contact"):
        board.inputs.levels[wiring["pin"]] = None
    return None
