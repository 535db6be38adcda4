"""A board's settings: what it has, what the user gave, judged by the firmware's own checks."""

import ast
import importlib.util
import json
from types import ModuleType
from typing import Any, Final

from flashing.errors import FlashError
from flashing.firmware import SOURCES, Role

type Settings = dict[str, Any]

SIZE_MAX: Final = 1984  # of a blob that the firmware reads back


def packed(settings: Settings) -> bytes:
    """Return settings as they lie in NVS."""
    return json.dumps(settings).encode()


def check(role: Role, settings: Settings) -> None:
    """Refuse what the firmware would refuse, with its own words."""
    text = json.dumps(settings)
    mistakes = _checks().mistakes(text, defaults(role))
    if len(text.encode()) > SIZE_MAX:
        mistakes.append(f"the settings take {len(text)} bytes, at most {SIZE_MAX} fit")
    if mistakes:
        raise FlashError(
            "These settings can't be:\n" + "\n".join(f"  {line}" for line in mistakes)
        )


def defaults(role: Role) -> Settings:
    """Return the firmware's own defaults, which also name every setting there is."""
    source = (SOURCES / role / f"{role}.py").read_text()
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="DEFAULTS")], value=value):
                found: Settings = ast.literal_eval(value)
                return found
    raise LookupError(f"{role}.py has no DEFAULTS")


def _checks() -> ModuleType:
    """Return the module that the firmware checks its settings with."""
    spec = importlib.util.spec_from_file_location("checks", SOURCES / "lib" / "checks.py")
    assert spec
    assert spec.loader
    checks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checks)
    return checks
