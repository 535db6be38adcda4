"""Settings of a board: kept in NVS, put there from `settings.json`, reviewed at each cold start.

Each mistake is printed and kept in `refused`; the board goes on with what is right. A file that
has been taken in is removed, or renamed when something in it was refused.
"""

import json
import os
import sys

import machine
from esp32 import NVS

FILE = "settings.json"
FILE_REFUSED = "settings.refused.json"
KEY = "settings"
SIZE_MAX = 1984


def space() -> NVS:
    """Return the NVS namespace that all of Domotik's values live in."""
    return NVS("domotik")


def read_blob(key: str, size: int) -> bytes:
    """Return a blob from NVS, empty when there is none."""
    blob = bytearray(size)
    try:
        return bytes(blob[: space().get_blob(key, blob)])
    except OSError:
        return b""


def write_blob(key: str, blob: bytes) -> None:
    """Write a blob to flash, unless it is there already: flash wears."""
    if read_blob(key, len(blob) + 1) != blob:
        nvs = space()
        nvs.set_blob(key, blob)
        nvs.commit()


def load(defaults: dict, review_more=None) -> dict:  # type: ignore[no-untyped-def]
    """Return the board's settings: `defaults`, overlaid with what NVS holds.

    `review_more(settings)` mends what only the board's own program can judge; returns mistakes.
    """
    blob = read_blob(KEY, SIZE_MAX)
    settings = dict(defaults)
    settings.update(json.loads(blob) if blob else {})
    if machine.reset_cause() == machine.DEEPSLEEP_RESET:
        # A wake has nobody at the console, and each file that it doesn't need saves charge.
        return settings
    before = set(sys.modules)
    settings = review(settings, defaults, review_more or nothing_more)
    # What only a start needs would be in the way of a broker's frames.
    for name in set(sys.modules) - before:
        del sys.modules[name]
    return settings


def save(settings: dict) -> None:
    """Keep settings in NVS."""
    blob = json.dumps(settings).encode()
    if len(blob) > SIZE_MAX:
        raise ValueError("settings are too long: %d bytes, but %d at most" % (len(blob), SIZE_MAX))
    write_blob(KEY, blob)


def model(settings: dict) -> str:
    """Return the board's model as the settings name it, else as MicroPython does."""
    return settings["model"] or getattr(sys.implementation, "_machine", sys.platform)[:64]


def nothing_more(_settings: dict) -> list:
    """Find no further mistake."""
    return []


def review(known: dict, defaults: dict, review_more) -> dict:  # type: ignore[no-untyped-def]
    """Return what is right of settings.json, or of what is known when there is none."""
    import checks

    text = read_file()
    if text is None:
        settings, mistakes = checks.review_known(known, defaults)
    else:
        settings, mistakes = checks.review_text(text, known, defaults)
    mistakes += review_more(settings)
    if mistakes:
        settings["refused"] = [name for name, _ in mistakes]
    for _, sentence in mistakes:
        print("settings:", sentence)
    if settings != known:
        save(settings)
    if text is not None:
        move_file(bool(mistakes))
    return settings


def read_file() -> "str | None":
    """Return the text of settings.json, None when there is none."""
    try:
        with open(FILE) as file:
            return file.read()
    except OSError:
        return None


def move_file(wrong: bool) -> None:
    """Take settings.json away; one with mistakes stays under another name, to be mended."""
    if wrong:
        os.rename(FILE, FILE_REFUSED)
    else:
        os.remove(FILE)
