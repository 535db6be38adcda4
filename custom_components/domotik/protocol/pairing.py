"""Keys as people type, paste and read them."""

import re
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Final

KEY_SIZE: Final = 16
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_PAIRING: Final = re.compile(
    r"domotik:([0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}):([0-9a-f]{32})(?::(.*))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a pairing text says of a node."""

    mac: str
    key: str = field(repr=False)
    name: str


def read_pairing(text: str) -> Pairing | None:
    """Read `domotik:MAC:KEY:NAME`; None for anything else."""
    found = _PAIRING.fullmatch(text.strip())
    if found is None:
        return None
    mac, key, name = found.groups(default="")
    return Pairing(mac.lower(), key.lower(), name.strip())


def read_key(text: str) -> str | None:
    """Return 32 hex digits without what people put between them; None for anything else."""
    digits = re.sub(r"[\s:-]", "", text).lower()
    return digits if _KEY.fullmatch(digits) else None


def new_key() -> str:
    """Return a random key."""
    return token_hex(KEY_SIZE)
