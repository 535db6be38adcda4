"""Pins that wake the board: which can, who did, and what is to wake it next.

An ESP32, S2 or S3 has EXT0 for one pin, which keeps the pull-ups of all powered in deep sleep, and
EXT1 for others. A C6 has EXT1, and GPIO for another level. A C3 has GPIO alone. EXT1 and GPIO have
one level for all of their pins, and GPIO pulls them away from it.
"""

import esp32
import machine

EXT0 = hasattr(esp32, "wake_on_ext0")
EXT1 = hasattr(esp32, "wake_on_ext1")
GPIO_PINS = 6  # of a C3, from 0 on


def review(inputs: list) -> "list[tuple[int, str, str]]":
    """Return (place, key, sentence) of inputs, as settings name them, that could wake nothing."""
    mistakes = []
    right: "list[dict]" = []
    for place, wiring in enumerate(inputs):
        if not can_wake(wiring["pin"]):
            mistakes.append((place, "pin", "pin: GPIO %d can't wake this board" % wiring["pin"]))
        elif right and not EXT1 and not alike(right[0], wiring):
            text = "chip: this board wakes at one level: one contact, or buttons of one level"
            mistakes.append((place, "chip", text))
        else:
            right.append(wiring)
    return mistakes


def alike(one: dict, other: dict) -> bool:
    """Tell whether two inputs always await the same level; a contact awaits either."""
    return one["chip"] == other["chip"] == "button" and one["level"] == other["level"]


def can_wake(gpio: int) -> bool:
    """Tell whether a pin can end a deep sleep."""
    if not EXT1:
        return gpio < GPIO_PINS
    try:
        esp32.wake_on_ext1((machine.Pin(gpio),), True)
    except ValueError:
        return False
    esp32.wake_on_ext1((), True)
    return True


def note(inputs: list) -> None:
    """Tell each input whether it woke the board."""
    woken = machine.wake_pins()
    for source in inputs:
        source.woke = source.gpio in woken
    if EXT0 and machine.wake_reason() == machine.EXT0_WAKE:
        ordered(inputs)[0].woke = True


def arm(inputs: list) -> None:
    """Let the inputs wake the board at the levels that they await."""
    sources = [(source.pin, source.awaits()) for source in ordered(inputs)]
    if EXT0 and sources[0][1] is not None:
        pin, level = sources.pop(0)
        esp32.wake_on_ext0(pin, bool(level))
    ways = [esp32.wake_on_ext1] if EXT1 else []
    ways += [] if EXT0 else [esp32.wake_on_gpio]
    # High first: a pull-up makes that, which GPIO would take away.
    for level in (1, 0):
        pins = [pin for pin, awaited in sources if awaited == level]
        if pins and ways:
            ways.pop(0)(pins, bool(level))


def ordered(inputs: list) -> list:
    """Return the inputs with contacts first: they await something at all times."""
    contacts = [source for source in inputs if not source.momentary]
    return contacts + [source for source in inputs if source.momentary]
