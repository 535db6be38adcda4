"""The LED by which a board shows itself."""

import time

import machine


def blink(pin: int, times: int, ms: int) -> None:
    """Light an LED so many times, dark for as long in between."""
    led = machine.Pin(pin, machine.Pin.OUT)
    for _ in range(times):
        led.value(1)
        time.sleep_ms(ms)
        led.value(0)
        time.sleep_ms(ms)
