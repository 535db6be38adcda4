"""Amounts as text."""

from collections.abc import Sequence
from typing import Final

from .icons import Icon
from .summary import Amount, Kind
from .typeface import clean
from .words import Words

_ICONS: Final = {Kind.HUMIDITY: Icon.DROP}
_NAMES: Final = {
    Kind.CO2: "CO₂",
    Kind.PM25: "PM2.5",
    Kind.PM10: "PM10",
    Kind.VOC: "VOC",
    Kind.VOC_PARTS: "VOC",
}
TOO_LONG: Final = "\N{MIDLINE HORIZONTAL ELLIPSIS}"


def icon_of(amount: Amount) -> Icon | None:
    """Return what stands for an amount's kind."""
    return _ICONS.get(amount.kind)


def name_of(amount: Amount) -> str:
    """Return what an amount of the air is called everywhere."""
    return _NAMES.get(amount.kind, "")


def digits_of(amount: Amount, words: Words) -> Sequence[str]:
    """Return an amount's number, best first; a number is rounded, never cut."""
    spelled = [words.number(amount.value, digits) for digits in range(amount.digits, -1, -1)]
    return [*spelled, TOO_LONG]


def short_unit(amount: Amount) -> str:
    """Return the unit where there is little room."""
    return "°" if amount.unit.startswith("°") else clean(amount.unit)


def written(amount: Amount, words: Words) -> Sequence[str]:
    """Return an amount with its unit, best first."""
    number, *rounder = digits_of(amount, words)
    unit, short = clean(amount.unit), short_unit(amount)
    return [f"{number} {unit}".strip(), f"{number}{short}", number, *rounder]
