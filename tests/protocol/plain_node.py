"""A node without a key, and what it sends."""

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.messages import Received

MAC = "a0:b1:c2:d3:e4:f5"
NOW = 1_800_000_000.0


def sample(number: int, taken: int = 1000, temperature: int = 2150) -> bytes:
    """Return a sample of a thermometer."""
    return wire.pack_sample(number, taken, [(wire.TEMPERATURE, temperature)])


def received(frame: bytes, held_ms: int = 0, rssi: int = -60) -> Received:
    """Return a frame as the session hands it over."""
    return Received(1, held_ms, MAC, rssi, frame)


def numbers(fresh: list[Fresh]) -> list[int]:
    """Return the numbers of some samples."""
    return [each.number for each in fresh]
