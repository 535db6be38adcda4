"""A board's settings, judged by the firmware's own checks."""

import ast
import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

from custom_components.domotik.protocol.firmware import PROTOCOL, Role
from flashing.errors import FlashError
from flashing.firmware import SOURCES

type Settings = dict[str, Any]

LOOKS_A_HEARTBEAT: Final = 3
HEARTBEAT_MAX: Final = 65535
SIZE_MAX: Final = 1984  # of a blob that the firmware reads back


def check(role: Role, settings: Settings) -> None:
    """Refuse what the firmware would refuse, with its own words."""
    known = defaults(role)
    with _board_modules():
        reviewed, mistakes = importlib.import_module("checks").review(settings, known, known)
        if role == "node":
            wirings = importlib.import_module("wirings")
            found = wirings.review(reviewed)
            mistakes += [each for each in found if not each[1].endswith(wirings.UNCALIBRATED)]
    sentences = [sentence for _, sentence in mistakes]
    if len(packed(settings)) > SIZE_MAX:
        sentences.append(f"they take {len(packed(settings))} bytes, but {SIZE_MAX} at most")
    if sentences:
        raise FlashError("These settings can't be:\n  " + "\n  ".join(sentences))


def stored(role: Role, blob: bytes) -> Settings:
    """Return the settings on a board, as far as they are settings of its role."""
    try:
        found = json.loads(blob or b"{}")
    except ValueError:
        return {}
    known = defaults(role)
    return {key: value for key, value in found.items() if key in known}


def fitted(role: Role, kept: Settings, given: Settings) -> Settings:
    """Return what was given, with a heartbeat that is not shorter than a longer interval."""
    before = defaults(role) | kept
    interval = given.get("interval", 0)
    if "heartbeat" in given or "heartbeat" not in before or interval <= before["heartbeat"]:
        return given
    return given | {"heartbeat": min(LOOKS_A_HEARTBEAT * interval, HEARTBEAT_MAX)}


def packed(settings: Settings) -> bytes:
    """Return settings as they lie in NVS."""
    return json.dumps(settings).encode()


def defaults(role: Role) -> Settings:
    """Return the firmware's own defaults, which also name every setting there is."""
    for node in ast.parse((SOURCES / role / f"{role}.py").read_text()).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="DEFAULTS")], value=value):
                found: Settings = ast.literal_eval(value)
                return found
    raise LookupError(f"{role}.py has no DEFAULTS")


@contextmanager
def _board_modules() -> Iterator[None]:
    """Let the board's modules be imported as they import each other, and forget them again."""
    before, path = set(sys.modules), list(sys.path)
    machine = ModuleType("machine")
    machine.__getattr__ = lambda _name: None  # type: ignore[method-assign]
    sys.modules["machine"] = machine
    sys.path[:0] = [str(SOURCES / "lib"), str(SOURCES / "node"), str(PROTOCOL)]
    try:
        yield
    finally:
        sys.path[:] = path
        for name in set(sys.modules) - before:
            del sys.modules[name]
