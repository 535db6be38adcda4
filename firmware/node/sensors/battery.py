"""The battery's voltage, read by the ADC behind a divider of two resistors, and what is left."""

import wire

from sensors.analog import millivolts

LOWEST_MV = 500


class Sensor:
    """One ADC pin; `ratio` is the battery's voltage over the pin's."""

    objects = (wire.BATTERY, wire.VOLTAGE)

    def __init__(self, wiring: dict) -> None:
        self._pin = wiring["pin"]
        self._ratio = wiring["ratio"]
        self._battery = wiring.get("battery")

    def start(self) -> int:
        """Return 0: the ADC has no conversion to wait for."""
        return 0

    def read(self) -> "list[tuple[int, int]]":
        """Return voltage and charge; a pin that nothing drives is no battery."""
        volts = int(millivolts(self._pin) * self._ratio)
        if volts < LOWEST_MV:
            raise ValueError("no battery on this pin")
        objects = [(wire.VOLTAGE, min(volts, 0xFFFF))]
        if self._battery:
            import chemistry

            objects.append((wire.BATTERY, round(chemistry.percent(self._battery, volts))))
        return objects
