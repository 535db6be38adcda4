"""A node's key, as it is made, kept and told."""

import time
from dataclasses import dataclass, field
from typing import Any

from custom_components.domotik.protocol.pairing import new_key
from flashing.board import Found
from flashing.options import Options


@dataclass(frozen=True, slots=True)
class Secret:
    """A key, and whether the board gets it only now; empty for a node in the clear."""

    key: str = field(repr=False)
    fresh: bool


def secret_for(options: Options, stored: dict[str, Any]) -> Secret:
    """Return the key that a node is to have: given, none, new, or the one it has."""
    kept = stored.get("key", "")
    if options.no_key:
        return Secret("", fresh=bool(kept))
    if options.key:
        return Secret(options.key, fresh=options.key != kept)
    # A node that has settings and no key was made so: that is not changed unasked.
    if options.new_key or not stored:
        return Secret(new_key(), fresh=True)
    return Secret(kept, fresh=False)


def epoch_for(secret: Secret, found: Found) -> int | None:
    """Return the epoch that must be written: Unix time lies above all that were counted."""
    if found.epoch is not None and not secret.fresh:
        return None
    return max(found.epoch or 0, int(time.time()))


def pairing_text(mac: str, key: str, name: str) -> str:
    """Return what Home Assistant takes when the node is added."""
    return f"domotik:{mac}:{key}:{name}".removesuffix(":")
