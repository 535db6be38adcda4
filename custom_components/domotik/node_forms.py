"""The forms for a node: what is asked, and what the answers come to."""

from dataclasses import dataclass, field
from typing import Any, Final, Self

import voluptuous as vol
from homeassistant.const import CONF_MAC, CONF_NAME
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .const import CONF_KEY, CONF_MAKE_KEY, CONF_UNENCRYPTED
from .protocol.messages import HeardNode
from .protocol.pairing import new_key, read_key, read_pairing

_KEY_CHOICES: Final[dict[Any, Any]] = {
    vol.Optional(CONF_KEY): TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD)),
    vol.Optional(CONF_MAKE_KEY, default=False): BooleanSelector(),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What the user said of a node; `key` is empty without one, `error` is about the key."""

    mac: str
    name: str
    key: str = field(repr=False)
    made: bool
    error: str | None

    @classmethod
    def read(cls, given: dict[str, Any]) -> Self:
        """Read the answers to a form; a pairing text in place of the MAC holds all of them."""
        mac, name = given.get(CONF_MAC, ""), given.get(CONF_NAME, "").strip()
        typed = given.get(CONF_KEY, "").strip()
        if pairing := read_pairing(mac):
            mac, name, typed = pairing.mac, name or pairing.name, typed or pairing.key
        made = bool(given.get(CONF_MAKE_KEY))
        key = new_key() if made else read_key(typed)
        error = _key_error(typed, key, made, bool(given.get(CONF_UNENCRYPTED)))
        return cls(mac, name, key or "", made, error)


def _key_error(typed: str, key: str | None, made: bool, unencrypted: bool) -> str | None:
    """Return why there is no telling which key is meant, or None."""
    chosen = sum((bool(typed), made, unencrypted))
    if not chosen:
        return "no_key"
    if chosen > 1:
        return "two_keys"
    return None if key or unencrypted else "invalid_key"


def user_schema(heard: list[HeardNode]) -> Any:
    """Return the form that adds a node: a list, which takes typed text too, name and key."""
    return vol.Schema(
        {
            vol.Required(CONF_MAC): _choice(heard),
            vol.Optional(CONF_NAME): TextSelector(),
            **_KEY_CHOICES,
            vol.Optional(CONF_UNENCRYPTED, default=False): BooleanSelector(),
        }
    )


def replace_schema(heard: list[HeardNode]) -> Any:
    """Return the form that puts another board in the place of a node."""
    return vol.Schema(
        {
            vol.Required(CONF_MAC): _choice(heard),
            **_KEY_CHOICES,
            vol.Optional(CONF_UNENCRYPTED, default=False): BooleanSelector(),
        }
    )


def change_schema(name: str) -> Any:
    """Return the form that renames a node and gives it another key."""
    return vol.Schema({vol.Required(CONF_NAME, default=name): TextSelector(), **_KEY_CHOICES})


def _choice(heard: list[HeardNode]) -> SelectSelector:
    """Return a list of nodes that takes typed text too."""
    options = [SelectOptionDict(value=node.mac, label=_label(node)) for node in heard]
    return SelectSelector(
        SelectSelectorConfig(
            options=options, custom_value=True, mode=SelectSelectorMode.DROPDOWN, sort=False
        )
    )


def _label(node: HeardNode) -> str:
    """Return what tells a heard node from others."""
    return f"{node.mac.upper()} · {node.rssi} dBm · {node.age} s"
