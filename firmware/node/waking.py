"""Pins that wake the board: who did, and what is to wake it next.

The first input gets EXT0, which keeps the pull-ups of all powered in deep sleep; the second gets
EXT1. A chip that lacks EXT0 (ESP32-C6, H2) or both (C3) has one level for all of its pins.
"""

import esp32
import machine


def note(inputs: list) -> None:
    """Tell each input whether it woke the board."""
    woken = machine.wake_pins()
    for source in inputs:
        source.woke = source.gpio in woken
    if machine.wake_reason() == machine.EXT0_WAKE:
        inputs[0].woke = True


def arm(inputs: list) -> None:
    """Let the inputs wake the board at the levels that they await."""
    sources = [(source.pin, source.awaits()) for source in inputs]
    if hasattr(esp32, "wake_on_ext0") and sources[0][1] is not None:
        esp32.wake_on_ext0(sources[0][0], bool(sources[0][1]))
        sources = sources[1:]
    armed = [source for source in sources if source[1] is not None]
    if armed:
        level = armed[0][1]
        pins = [pin for pin, wanted in armed if wanted == level]
        wake_on = getattr(esp32, "wake_on_ext1", esp32.wake_on_gpio)
        wake_on(pins, bool(level))
