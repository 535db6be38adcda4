"""Starts the version of the firmware that NVS names: folder `a` or `b`.

Two versions lie on a board. One is written beside the other and takes over on trial, by one
write: unless it proves itself, the next starts but three are the old one's again. This file is
never written by an update. Without the entry in NVS the files lie flat, and stay as they are.
"""

import gc
import sys

from esp32 import NVS

KEY = "slot"  # place of the folder; in the next byte 1 + how many starts a trial has left
SLOTS = ("a", "b")
STARTS = 3
# A node on trial that is awake for longer hangs: longer than its console and a search may take.
TRIAL_MS = 120_000
# A broker stays: what its imports leave is collected in between, lest what they keep lies all over
# the heap and no long piece is free. A node's wake is over before that matters.
COLLECT_EVERY = 8192

slot: "int | None" = None  # of the version that runs
trial = False


def run(role: str) -> None:
    """Run the program of a role; one that fails on trial is given up at once."""
    _choose()
    if slot is not None:
        sys.path.insert(0, SLOTS[slot])
    if trial and role == "node":
        import machine

        machine.WDT(timeout=TRIAL_MS)
    if role == "broker":
        gc.threshold(COLLECT_EVERY)
    try:
        __import__(role).main()
    except Exception as error:
        if not trial:
            raise
        sys.print_exception(error)
        go_back()


def begin_trial() -> None:
    """Let the other version take over at the next start, on trial."""
    _write(other() | STARTS + 1 << 8)


def prove() -> None:
    """Keep the version that runs."""
    global trial
    if trial and slot is not None:
        _write(slot)
        trial = False


def go_back() -> None:
    """Give up the version that runs, and restart with the other one."""
    import machine

    _write(other())
    machine.reset()


def other() -> int:
    """Return the place of the version that doesn't run."""
    if slot is None:
        raise ValueError("the files lie flat: flash this board once over USB")
    return 1 - slot


def _choose() -> None:
    """Set which version runs, and count a start of one that is on trial."""
    global slot, trial
    try:
        state = NVS("domotik").get_i32(KEY)
    except OSError:
        return
    slot = state & 1
    left = state >> 8
    if left == 1:
        slot = 1 - slot
        _write(slot)
    elif left:
        trial = True
        _write(slot | left - 1 << 8)


def _write(state: int) -> None:
    nvs = NVS("domotik")
    nvs.set_i32(KEY, state)
    nvs.commit()
