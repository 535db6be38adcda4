"""Dead bands that a user gives to what a node measures; the node holds readings against them."""

from collections.abc import Mapping
from typing import Any, Final

from .const import CONF_DEAD_BANDS
from .node import HomeNode
from .protocol import items, wire
from .protocol.objects import OBJECTS

# What the firmware knows dead bands of.
BANDS: Final = (
    wire.TEMPERATURE,
    wire.HUMIDITY,
    wire.PRESSURE,
    wire.ILLUMINANCE,
    wire.VOLTAGE,
    wire.CO2,
    wire.MOISTURE,
    wire.TVOC_PPB,
)


def read_bands(kept: Mapping[str, Any]) -> dict[int, int]:
    """Return the dead bands that a node's subentry keeps, in the objects' steps."""
    bands = {object_id: kept.get(CONF_DEAD_BANDS, {}).get(_name(object_id)) for object_id in BANDS}
    return {
        object_id: round(band / OBJECTS[object_id].factor)
        for object_id, band in bands.items()
        if band is not None
    }


def with_bands(kept: Mapping[str, Any], bands: Mapping[int, float | None]) -> dict[str, Any]:
    """Return what a subentry keeps when some of its dead bands have changed; None is none."""
    changed = {_name(object_id): band for object_id, band in bands.items()}
    all_bands = {**kept.get(CONF_DEAD_BANDS, {}), **changed}
    return {CONF_DEAD_BANDS: {name: each for name, each in all_bands.items() if each is not None}}


def leave_band(home_node: HomeNode, now: float) -> bool:
    """Leave a letter with a dead band that the node has not told of; tell whether there was one.

    One at a time: a mailbox is small, and people's other wishes need room in it.
    """
    mailbox = home_node.node.mailbox
    told = home_node.node.bands
    wanted = [items.dead_band(*each) for each in home_node.bands.items() - told.items()]
    waiting = [letter.item for letter in mailbox.pending if items.band_of(letter.item)]
    keys = {item.key for item in waiting}
    due = [item for item in wanted if item not in waiting and (item.key in keys or not keys)]
    if not due or (not keys and len(mailbox.pending) == wire.MAIL_A_NODE):
        return False
    home_node.node.send(min(due, key=lambda item: item.key), now)
    return True


def _name(object_id: int) -> str:
    """Return what a subentry calls an object."""
    return OBJECTS[object_id].name
