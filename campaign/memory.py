"""A node's RTC memory, read by the firmware's own code."""

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

from custom_components.domotik.protocol import wire
from simulator.plan import FIRMWARE

LIB = FIRMWARE / "lib"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a node keeps: its epoch and the numbers of its samples, oldest first."""

    epoch: int
    numbers: tuple[int, ...]
    samples: tuple[bytes, ...] = ()


class Reader:
    """Reads what the firmware has written, whatever its layout."""

    def __init__(self) -> None:
        """Load the firmware's store on this Python."""
        self._memory = b""
        machine = ModuleType("machine")
        vars(machine)["RTC"] = lambda: SimpleNamespace(memory=lambda: self._memory)
        with imports(machine=machine, wire=wire), imports(applied=load("applied")):
            self._store: Any = load("store")

    def read(self, memory: bytes) -> Kept | None:
        """Return what is in a memory, or None for one that holds nothing valid."""
        self._memory = memory
        store = self._store.Store()
        if store.cold:
            return None
        samples = tuple(map(bytes, store.samples))
        return Kept(store.epoch, tuple(map(self._store.number_of, samples)), samples)


def load(name: str) -> ModuleType:
    """Return a module of the firmware's library."""
    spec = importlib.util.spec_from_file_location(f"firmware_{name}", LIB / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def imports(**modules: ModuleType) -> Iterator[None]:
    """Let an import find these modules, for a while."""
    before = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
