"""Buttons: what every node can be asked to do."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.components.button.const import ButtonDeviceClass
from homeassistant.const import EntityCategory

from .entity import WishEntity
from .protocol import items
from .protocol.items import Item
from .wishes import IDENTIFY_SECONDS, PLACEMENT_SECONDS, leave


@dataclass(frozen=True, kw_only=True)
class NodeButtonDescription(ButtonEntityDescription):
    """A wish that has no value."""

    item: Callable[[], Item]


NODE_BUTTONS: Final = (
    NodeButtonDescription(
        key="identify",
        device_class=ButtonDeviceClass.IDENTIFY,
        entity_category=EntityCategory.DIAGNOSTIC,
        item=lambda: items.identify(IDENTIFY_SECONDS),
    ),
    NodeButtonDescription(
        key="restart",
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        item=items.restart,
    ),
    NodeButtonDescription(
        key="request_report",
        translation_key="request_report",
        entity_category=EntityCategory.DIAGNOSTIC,
        item=items.announce,
    ),
    NodeButtonDescription(
        key="placement",
        translation_key="placement",
        entity_category=EntityCategory.DIAGNOSTIC,
        item=lambda: items.placement(PLACEMENT_SECONDS),
    ),
)


class NodeButton(WishEntity, ButtonEntity):
    """Something that a node does once when it is next heard."""

    entity_description: NodeButtonDescription

    @override
    def _news(self) -> Hashable:
        """Return nothing: only whether it can be pressed changes."""
        return None

    @override
    async def async_press(self) -> None:
        """Leave the wish; pressed again it takes the place of the first."""
        await leave(self._hub, self._home_node, self.entity_description.item())
