"""Numbers: how often a node looks and reports."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import WishEntity, add_wishes
from .hub import DomotikConfigEntry, Hub
from .node import HomeNode
from .protocol.mailbox import Letter
from .wishes import SECONDS_MAX, SECONDS_MIN, heartbeat_of, interval_of, set_pace

# A wish is written down and no more: nothing waits for the node.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class NodeNumberDescription(NumberEntityDescription):
    """A setting of a node."""

    device_class: NumberDeviceClass | None = NumberDeviceClass.DURATION
    entity_category: EntityCategory | None = EntityCategory.CONFIG
    mode: NumberMode | None = NumberMode.BOX
    native_max_value: float | None = SECONDS_MAX
    native_min_value: float | None = SECONDS_MIN
    native_step: float | None = 1
    native_unit_of_measurement: str | None = UnitOfTime.SECONDS
    value: Callable[[HomeNode], int | None]
    wish: Callable[[Hub, HomeNode, int], Awaitable[list[Letter]]]


NODE_NUMBERS: Final = (
    NodeNumberDescription(
        key="interval",
        translation_key="interval",
        value=interval_of,
        wish=lambda hub, node, seconds: set_pace(hub, node, interval=seconds),
    ),
    NodeNumberDescription(
        key="heartbeat",
        translation_key="heartbeat",
        value=heartbeat_of,
        wish=lambda hub, node, seconds: set_pace(hub, node, heartbeat=seconds),
    ),
)


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: DomotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the settings of nodes."""
    await add_wishes(entry, async_add_entities, NODE_NUMBERS, NodeNumber)


class NodeNumber(WishEntity, NumberEntity):
    """A setting: as it is wished, and as the node has announced it when no wish waits."""

    entity_description: NodeNumberDescription

    @property
    @override
    def native_value(self) -> float | None:
        """Return the setting in seconds."""
        return self.entity_description.value(self._home_node)

    @override
    def _news(self) -> Hashable:
        """Return the setting."""
        return self.native_value

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Wish another one."""
        await self.entity_description.wish(self._hub, self._home_node, int(value))
