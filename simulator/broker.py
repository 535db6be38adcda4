"""The simulated broker: a board on a serial port of the host."""

import json
from pathlib import Path

from simulator.board import Board
from simulator.bus import BoardBus
from simulator.console import Console
from simulator.launcher import Launcher, Program
from simulator.plan import MODEL, Plan


class Broker:
    """A board whose console is a port that Home Assistant can open."""

    def __init__(self, board: Board, plan: Plan, bus: BoardBus, folder: Path, flash: Path) -> None:
        """Prepare the board; the port appears when it is plugged in."""
        self.board = board
        settings = {"channel": plan.channel, "model": MODEL, "baud": plan.baud}
        board.nvs.write("domotik", "settings", json.dumps(settings).encode())
        program = Program(plan.firmware / "broker" / "main.py", plan.imports("broker"))
        self.launcher = Launcher(board, bus, program, flash, plan.boot_seconds)
        self.launcher.uart.boot_baud = plan.baud
        self.console = Console(self.launcher.uart, folder / "broker")
        self.console.opened = self._opened
        self._reset_on_open = plan.reset_on_open

    def _opened(self) -> None:
        """Do what the adapter's DTR and RTS do to the board."""
        self.launcher.log("port opened")
        if self._reset_on_open:
            self.board.press_reset()

    @property
    def port(self) -> str:
        """Return the path of the serial port."""
        return str(self.console.link)

    def start(self) -> None:
        """Plug the broker in for the first time."""
        self.console.plug()
        self.launcher.start()

    async def stop(self) -> None:
        """Take the broker away for good."""
        self.console.unplug()
        await self.launcher.stop()

    def unplug(self) -> None:
        """Pull the cable, which is the board's power too."""
        self.console.unplug()
        self.launcher.power_off()

    def plug(self) -> None:
        """Put the cable back."""
        self.console.plug()
        self.launcher.power_on()
