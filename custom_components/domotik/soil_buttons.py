"""Buttons that calibrate a node's soil probes."""

from collections.abc import Callable
from typing import Final, override

from homeassistant.components.button import ButtonEntity
from homeassistant.const import EntityCategory
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import MailEntity, add_as_seen, number_of
from .hub import DomotikConfigEntry, Hub
from .node import HomeNode
from .protocol.items import Item, dry, wet
from .wishes import leave

PROBE: Final = "soil"
# By what the probe is in while its reading is taken.
POINTS: Final[dict[str, Callable[[int], Item]]] = {"soil_dry": dry, "soil_wet": wet}
# A sensor's place in the node's list, and the point.
type PointKey = tuple[int, str]


async def add_soil_buttons(
    entry: DomotikConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add two buttons for each probe that a node announces, also for one without a reading."""
    await add_as_seen(entry, async_add_entities, _points, SoilButton)


def _points(home_node: HomeNode) -> set[PointKey]:
    """Return the points of a node's probes."""
    return {(place, point) for place in _probes(home_node) for point in POINTS}


def _probes(home_node: HomeNode) -> list[int]:
    """Return the places of a node's probes among its sensors."""
    announce = home_node.node.announce
    names = announce.names if announce else []
    return [place for place, name in enumerate(names) if name == PROBE]


class SoilButton(MailEntity, ButtonEntity):
    """Takes what a probe reads at the node's next look for one end of its range."""

    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, hub: Hub, home_node: HomeNode, key: PointKey) -> None:
        """Take one point of a probe."""
        place, point = key
        super().__init__(hub, home_node, f"{point}-{place}")
        self._item = POINTS[point](place)
        self._attr_translation_key = point
        number = number_of(_probes(home_node).index(place))
        self._attr_translation_placeholders = {"number": number}

    @override
    async def async_press(self) -> None:
        """Leave the wish for the node."""
        await leave(self._hub, self._home_node, self._item)
