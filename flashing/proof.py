"""Proof that a board lives: its own words after the restart."""

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.firmware import Role
from flashing.describe import described
from flashing.line import Line
from flashing.talk import say

# How a node begins the line that says how its first talk with the broker went.
TOLD = "Domotik: "
SHOWN = ("sensor ", "settings", "Wi-Fi:", "Traceback", "  File")


def watch(line: Line, role: Role, seconds: float) -> bool:
    """Show what the board says until it has proved itself; False when it does not in time."""
    for heard in line.lines(seconds):
        proven = _greets(heard) if role == "broker" else heard.startswith(TOLD)
        if proven or _worth_showing(heard):
            say(f"  {described(heard)}")
        if proven:
            return True
    return False


def _greets(line: str) -> bool:
    """Tell whether a line is the HELLO that a broker writes when it starts."""
    frame = wire.unpack_line(line.encode(errors="replace"))
    return frame is not None and frame[:2] == (wire.HELLO | wire.REPLY, 0)


def _worth_showing(line: str) -> bool:
    """Tell what a person should see: faults and errors, not the ROM's or the REPL's own text."""
    return line.startswith(SHOWN) or "Error" in line
