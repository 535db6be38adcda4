"""An analog soil moisture probe, powered by a pin only while it measures."""

import wire
from machine import Pin

from sensors.analog import millivolts

SETTLE_MS = 100  # until the usual capacitive probe's output has risen and is still
LOWEST_MV = 100


class Sensor:
    """One ADC pin; `dry` and `wet` are its mV in air and in water."""

    objects = (wire.MOISTURE,)

    def __init__(self, wiring: dict) -> None:
        self._pin = wiring["pin"]
        power = wiring.get("power")
        self._power = None if power is None else Pin(power, Pin.OUT, value=0)
        self._dry = wiring.get("dry", 0)
        self._wet = wiring.get("wet", 0)
        self._refused = wiring.get("refused")
        # Its mV at the last look: what a calibration point is made of.
        self.volts: "int | None" = None

    def start(self) -> int:
        """Give the probe power."""
        if self._power is None:
            return 0
        self._power.value(1)
        return SETTLE_MS

    def read(self) -> "list[tuple[int, int]]":
        """Return the moisture between the two points, and take the power away."""
        self.volts = None
        volts = millivolts(self._pin)
        if self._power is not None:
            self._power.value(0)
        if volts < LOWEST_MV:
            raise ValueError("no probe on this pin")
        self.volts = volts
        if self._refused:
            raise ValueError(
                "it reads %d mV, but %s has to be calibrated" % (volts, self._refused)
            )
        moisture = (self._dry - volts) * 10000 // (self._dry - self._wet)
        return [(wire.MOISTURE, min(max(moisture, 0), 10000))]
