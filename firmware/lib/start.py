"""Starts the version of the firmware that NVS names: folder `a` or `b`.

Two versions can lie on a board, so that one is written beside the other and takes over by one
write. Without such an entry the files lie flat.
"""

import sys

from esp32 import NVS

KEY = "slot"
SLOTS = ("a", "b")


def run(role: str) -> None:
    """Run the program of a role."""
    slot = chosen()
    if slot is not None:
        sys.path.insert(0, SLOTS[slot])
    __import__(role).main()


def chosen() -> "int | None":
    """Return the place of the folder to run from."""
    try:
        return NVS("domotik").get_i32(KEY)
    except OSError:
        return None
