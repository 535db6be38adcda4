"""Settings of a board: kept in NVS, put there from `settings.json`, checked on the way in.

A `settings.json` on the board replaces what NVS holds when it is right; when it is not, each
mistake is printed, the file stays, and the board goes on with what it had.
"""

import json
import os
import sys

import checks
from esp32 import NVS

FILE = "settings.json"
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


def load(defaults: dict) -> dict:
    """Return the board's settings: `defaults`, overlaid with what NVS holds."""
    adopt_file(defaults)
    stored = read_blob(KEY, SIZE_MAX)
    settings = dict(defaults)
    if stored:
        settings.update(json.loads(stored))
    return settings


def save(settings: dict) -> None:
    """Keep settings in NVS."""
    write_blob(KEY, json.dumps(settings).encode())


def model(settings: dict) -> str:
    """Return the board's model as the settings name it, else as MicroPython does."""
    return settings["model"] or getattr(sys.implementation, "_machine", sys.platform)[:64]


def adopt_file(defaults: dict) -> None:
    """Move a valid settings.json into NVS; print what is wrong with another."""
    try:
        with open(FILE) as file:
            text = file.read()
    except OSError:
        return
    mistakes = checks.mistakes(text, defaults)
    for mistake in mistakes:
        print(FILE + ":", mistake)
    if not mistakes:
        save(json.loads(text))
        os.remove(FILE)
