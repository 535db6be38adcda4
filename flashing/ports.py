"""Which serial port the board is on."""

from dataclasses import dataclass

from serial.tools import list_ports

from flashing.errors import FlashError
from flashing.talk import Asker

# Makers of what sits between USB and an ESP32: its own USB, CP210x, CH340 and its kin, FTDI.
VENDORS = {0x303A, 0x10C4, 0x1A86, 0x0403}


@dataclass(frozen=True, slots=True)
class Port:
    """A serial port and what its adapter says of itself."""

    device: str
    description: str


def boards() -> list[Port]:
    """Return the ports that an ESP32 may be on."""
    found = [port for port in list_ports.comports() if port.vid in VENDORS]
    return [Port(port.device, port.description) for port in sorted(found)]


def find_port(given: str | None, asker: Asker) -> str:
    """Return the port that was given, the only one there is, or the one that the user chooses."""
    if given:
        return given
    found = boards()
    if not found:
        raise FlashError(
            "No board found on a USB port. Plug it in with a cable that carries data (many only "
            "charge), or name its port with --port. A board that sleeps and has USB of its own "
            "shows up for a moment after its reset button is pressed."
        )
    if len(found) == 1:
        return found[0].device
    choices = [f"{port.device}  {port.description}" for port in found]
    return found[asker.choose("Which board?", choices, "--port")].device
