"""The battery's voltage, read by the ADC behind a divider of two resistors."""

import wire
from machine import ADC, Pin

SAMPLES = 8
LOWEST_MV = 500


class Sensor:
    """One ADC pin; `ratio` is the battery's voltage over the pin's."""

    def __init__(self, wiring: dict) -> None:
        self._adc = ADC(Pin(wiring.get("pin", 35)), atten=ADC.ATTN_11DB)
        self._ratio = wiring.get("ratio", 2)

    def start(self) -> int:
        """Return 0: the ADC has no conversion to wait for."""
        return 0

    def read(self) -> "list[tuple[int, int]]":
        """Return the voltage, a mean of eight; a pin that nothing drives is no battery."""
        total = 0
        for _ in range(SAMPLES):
            total += self._adc.read_uv()
        millivolts = int(total * self._ratio) // SAMPLES // 1000
        if millivolts < LOWEST_MV:
            raise ValueError("no battery on this pin")
        return [(wire.VOLTAGE, min(millivolts, 0xFFFF))]
