"""The time between two looks of a node on mains power, which stays awake."""

import gc
import time

import machine

NAP_MS = 500
POLL_MS = 20  # a press is longer


def wait(interval: int, started: int, inputs: list, watchdog: machine.WDT) -> None:
    """Return when the next look is due, or an input has changed; until then all is well."""
    gc.collect()
    nap = POLL_MS if inputs else NAP_MS
    levels = [source.awaits() for source in inputs]
    while True:
        watchdog.feed()
        left = interval * 1000 - time.ticks_diff(time.ticks_ms(), started)
        if left <= 0 or _changed(inputs, levels):
            return
        time.sleep_ms(min(nap, left))


def _changed(inputs: list, levels: list) -> bool:
    """Tell an input that it is at the level that it awaited, and whether any is."""
    changed = False
    for place, source in enumerate(inputs):
        if levels[place] is None:
            # A button that was held at the start has to be let go before the next press.
            levels[place] = source.awaits()
        elif source.pin.value() == levels[place]:
            source.woke = changed = True
    return changed
