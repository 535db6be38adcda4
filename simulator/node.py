"""One simulated node: a board with sensors in a room."""

import json
import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from simulator.battery import Battery
from simulator.board import Board
from simulator.bus import BoardBus
from simulator.chips.bh1750 import Bh1750
from simulator.chips.bme280 import Bme280
from simulator.launcher import Launcher, Program
from simulator.parts import solder
from simulator.plan import MODEL, Plan
from simulator.reports import Reports
from simulator.room import HOUR, Climate, Room
from simulator.wifi import AccessPoint

AUTHORITY = "ca.pem"  # on the board
# How far a correct reading can be from the truth at its moment.
RESOLUTION = {
    "temperature": 0.01,
    "humidity": 0.03,
    "pressure": 0.03,
    "illuminance": 1.0,
    "voltage": 0.003,
}


class Node:
    """A board, its chips and battery, and what they really measure."""

    def __init__(self, board: Board, room: Room, plan: Plan, bus: BoardBus, flash: Path) -> None:
        """Wire the board up; it starts when its launcher does."""
        self.board = board
        self.room = room
        self.battery = Battery(board.meter, kind=plan.wiring.chemistry)
        self.battery.celsius = lambda: self.climate().temperature
        self._flash = flash
        self.parts = [solder(board, wiring, self.climate) for wiring in plan.wiring.sensors()]
        self.bme280, self.bh1750 = cast("tuple[Bme280, Bh1750]", self.parts[:2])
        self.key = random.Random(board.mac).randbytes(16) if plan.sealed else b""
        self.reports = Reports(self.key)
        self._hour = plan.hour
        board.supplied = lambda: self.battery.left > 0
        wiring = plan.wiring
        board.volts[wiring.battery] = lambda: self.battery.volts() / wiring.divider
        self._settle(plan)
        program = Program(plan.firmware / "node" / "main.py", plan.imports("node"))
        self.launcher = Launcher(board, bus, program, flash)

    @property
    def name(self) -> str:
        """Return the name of the node's room."""
        return self.room.name

    @property
    def mac(self) -> bytes:
        """Return the board's address."""
        return self.board.mac

    @property
    def wakes(self) -> int:
        """Return how often the board has started."""
        return self.launcher.wakes

    def climate(self, ago: float = 0.0) -> Climate:
        """Return the room's climate now, or some seconds ago."""
        return self.room.at(self._hour * HOUR + self.board.clock.now() - ago)

    def truth(self, ago: float = 0.0) -> dict[str, float]:
        """Return what a perfect sensor would read now, or would have some seconds ago."""
        climate = self.climate(ago)
        return {
            "temperature": climate.temperature,
            "humidity": climate.humidity,
            "pressure": climate.pressure,
            "illuminance": climate.illuminance,
            "voltage": self.battery.volts(),
        }

    def sampled(self) -> Mapping[str, float]:
        """Return the truth at the moments of the chips' last conversions."""
        air, lux = self.bme280.measured, self.bh1750.measured
        light = {} if lux is None else {"illuminance": lux}
        weather = air and {
            "temperature": air.celsius,
            "humidity": air.percent,
            "pressure": air.pascal / 100,
        }
        return {**(weather or {}), **light, "voltage": self.battery.volts()}

    def go_by_wifi(self, plan: Plan, access_point: AccessPoint, ntp: str) -> None:
        """Settle the node for Wi-Fi and MQTT instead of ESP-NOW."""
        assert plan.wifi
        self.board.station.access_point = access_point
        mqtt: dict[str, str | int] = {}
        if plan.wifi.passwords:
            mqtt |= {"user": self.mac.hex(), "password": plan.wifi.passwords[self.mac.hex()]}
        if plan.wifi.authority:
            shutil.copy(plan.wifi.authority, self._flash / AUTHORITY)
            mqtt["ca"] = AUTHORITY
        settings = json.loads(self.board.nvs.blob("domotik", "settings")) | {
            "transport": "mqtt",
            "wifi": {"ssid": access_point.ssid, "password": access_point.password},
            "mqtt": mqtt | dict(plan.wifi.mqtt),
            "ntp": ntp,
            **plan.wifi.settings,
        }
        self.board.nvs.write("domotik", "settings", json.dumps(settings).encode())

    def replace_battery(self) -> None:
        """Put in a full cell, which starts the board."""
        self.battery.replace()
        self.launcher.power_on()

    def _settle(self, plan: Plan) -> None:
        """Write the settings that a flash command would have written."""
        settings = {
            "name": self.name,
            "model": MODEL,
            "channel": plan.channel,
            "interval": plan.interval,
            "heartbeat": plan.heartbeat or 3 * plan.interval,
            "console": plan.console_seconds,
            "dead_bands": plan.dead_bands,
            "key": self.key.hex(),
            "sensors": plan.wiring.sensors(),
            **plan.settings,
        }
        self.board.nvs.write("domotik", "settings", json.dumps(settings).encode())
