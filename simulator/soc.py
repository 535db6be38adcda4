"""The chips that boards are made with, as far as they differ in what ends a deep sleep."""

from dataclasses import dataclass

from simulator.standins import _ops


@dataclass(frozen=True, slots=True)
class Soc:
    """One chip: its ways to wake up by a pin, and the pins that can."""

    name: str
    sources: frozenset[int]
    wake_pins: frozenset[int]
    # Whether EXT1 at the low level waits for all of its pins, or for any.
    ext1_all_low: bool = False
    # Whether pulls need the domain that only EXT0 keeps powered.
    pulls_need_ext0: bool = False


ESP32 = Soc(
    "esp32",
    frozenset({_ops.EXT0, _ops.EXT1}),
    frozenset({0, 2, 4, *range(12, 16), *range(25, 28), *range(32, 40)}),
    ext1_all_low=True,
    pulls_need_ext0=True,
)
ESP32_C3 = Soc("esp32c3", frozenset({_ops.GPIO}), frozenset(range(6)))
ESP32_C6 = Soc("esp32c6", frozenset({_ops.EXT1, _ops.GPIO}), frozenset(range(8)))
