"""The chip's ROM loader, by way of esptool, which runs as a program of its own."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flashing.chips import Chip, chip_named
from flashing.errors import CableError, FlashError, PortBusy, PortForbidden, PortMissing
from flashing.talk import Progress

SPEED = "460800"
NVS_PLACE = ("0x9000", "0x6000")  # in every partition table that MicroPython ships
SILENT = ("No serial data received", "Failed to connect", "Wrong boot mode", "Invalid head of")
NAMESPACE = b"domotik"
PERCENT = re.compile(r"(\d+\.\d)%")


@dataclass(frozen=True, slots=True)
class Identity:
    """A board that the loader answers for."""

    chip: Chip
    mac: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run of esptool ended."""

    failed: bool
    text: str


class Bootloader:
    """One port's loader."""

    def __init__(self, port: str) -> None:
        """Nothing is sent yet."""
        self._port = port

    def identify(self) -> Identity | None:
        """Return chip and MAC; None when no loader answers."""
        asked = self._run("--connect-attempts", "2", "chip-id")
        if asked.failed and any(sign in asked.text for sign in SILENT):
            return None
        self._check(asked, "asking for its chip")
        name = re.search(r"Detecting chip type\.\.\. (\S+)", asked.text)
        mac = re.search(r"MAC:\s+([0-9a-f:]{17})", asked.text)
        if not name or not mac:
            raise FlashError(f"esptool gave no chip and MAC for {self._port}:\n{asked.text}")
        return Identity(chip_named(name[1]), mac[1])

    def holds_settings(self) -> bool:
        """Tell whether the flash holds settings of ours, which an erase would lose."""
        with tempfile.TemporaryDirectory(prefix="domotik-") as folder:
            copy = Path(folder) / "nvs"
            # By the ROM itself: slow, but it leaves nothing behind in the chip.
            read = self._run("--no-stub", "read-flash", *NVS_PLACE, str(copy))
            self._check(read, "reading its flash")
            return NAMESPACE in copy.read_bytes()

    def write(self, chip: Chip, image: Path) -> None:
        """Erase everything and write an image, which esptool reads back to compare."""
        command = ("--baud", SPEED, "write-flash", "--erase-all", hex(chip.offset), str(image))
        self._check(self._run(*command, progress=Progress("Writing MicroPython")), "writing")

    def _run(
        self, *arguments: str, progress: Callable[[float, float], None] = lambda *_: None
    ) -> Outcome:
        """Run esptool to its end."""
        command = [sys.executable, "-m", "esptool", "--port", self._port, *arguments]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as esptool:
            lines = []
            for line in esptool.stdout or ():
                lines.append(line)
                if found := PERCENT.search(line):
                    progress(float(found[1]), 100)
        return Outcome(bool(esptool.returncode), "".join(lines))

    def _check(self, outcome: Outcome, doing: str) -> None:
        """Raise what esptool's last words mean."""
        if not outcome.failed:
            return
        cause = outcome.text.split("error occurred: ")[-1].strip().splitlines()[0]
        if "Permission" in cause:
            raise PortForbidden(self._port)
        if "busy" in cause or "lock" in cause:
            raise PortBusy(self._port)
        if "open" in cause:
            raise PortMissing(self._port, cause)
        raise CableError(doing, cause)
