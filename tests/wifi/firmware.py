"""The firmware's tables and texts, loaded on this Python."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

from simulator.plan import FIRMWARE
from simulator.reports import PROTOCOL

FOLDERS = [str(FIRMWARE / "node"), str(FIRMWARE / "lib"), str(PROTOCOL)]


@contextmanager
def _as_on_a_board() -> Iterator[None]:
    """Import as a board does, with a bare chip; nothing of it stays."""
    before, path = dict(sys.modules), list(sys.path)
    machine, esp32 = ModuleType("machine"), ModuleType("esp32")
    vars(machine).update(RTC=SimpleNamespace, DEEPSLEEP_RESET=4)
    vars(esp32).update(NVS=SimpleNamespace)
    sys.modules.update(machine=machine, esp32=esp32)
    sys.path[:0] = FOLDERS
    try:
        yield
    finally:
        sys.path[:] = path
        for name in set(sys.modules) - set(before):
            del sys.modules[name]
        sys.modules.update(before)


def load(name: str) -> Any:
    """Return a module of the firmware."""
    with _as_on_a_board():
        return importlib.import_module(name)
