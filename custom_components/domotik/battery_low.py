"""Whether a node's battery should be changed soon."""

from collections.abc import Hashable
from typing import Final, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import STATE_OFF, STATE_ON, EntityCategory
from homeassistant.helpers.restore_state import RestoreEntity

from .const import BATTERY_LOW_PERCENT
from .entity import NodeEntity
from .hub import Hub
from .node import HomeNode
from .protocol import wire
from .protocol.objects import OBJECTS, Kind

KEY: Final = "battery_low"
# What is low stays so until both of the latter are passed: a voltage, and so what is made of it,
# moves with the room's warmth from day to night.
LOW_DAYS: Final = 7
GOOD_PERCENT: Final = 20
GOOD_DAYS: Final = 10
TELLS_ITSELF: Final = next(
    number
    for number, kind in OBJECTS.items()
    if (kind.name, kind.kind) == ("battery", Kind.BINARY)
)


def judge(percent: float | None, days: float | None, low: bool | None) -> bool | None:
    """Tell whether a battery is low, by what was said before; None when nothing is known."""
    if percent is None:
        return low
    if percent < BATTERY_LOW_PERCENT or (days is not None and days < LOW_DAYS):
        return True
    if percent >= GOOD_PERCENT and (days is None or days >= GOOD_DAYS):
        return False
    return bool(low)


def battery_low_keys(home_node: HomeNode) -> set[tuple[int, str]]:
    """Return the key for a node that tells a percentage, but not itself whether that is low."""
    told = {object_id for object_id, _ in home_node.node.objects}
    return {(0, KEY)} if wire.BATTERY in told and TELLS_ITSELF not in told else set()


def battery_low(hub: Hub, home_node: HomeNode, _key: tuple[int, str]) -> NodeEntity:
    """Return the warning for a node's battery."""
    return BatteryLow(hub, home_node, KEY)


class BatteryLow(NodeEntity, BinarySensorEntity, RestoreEntity):
    """Whether little is left by percentage, or not for long by the forecast."""

    _attr_device_class = BinarySensorDeviceClass.BATTERY
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = KEY

    @override
    async def async_added_to_hass(self) -> None:
        """Come back as before a restart, unless more is known."""
        await super().async_added_to_hass()
        last = await self.async_get_last_state()
        if last and last.state in {STATE_ON, STATE_OFF}:
            self._attr_is_on = last.state == STATE_ON
        self._judge()

    @property
    @override
    def available(self) -> bool:
        """Be available while somebody can listen: it says why a node fell silent."""
        return self._hub.listens(self._home_node)

    @override
    def _news(self) -> Hashable:
        """Return the judgement as it is by now."""
        self._judge()
        return self.is_on

    def _judge(self) -> None:
        """Judge by the battery of which least is left."""
        values = self._home_node.values.items()
        left = [value for key, value in values if key[0] == wire.BATTERY]
        percent = min((each for each in left if isinstance(each, float | int)), default=None)
        self._attr_is_on = judge(percent, self._home_node.node.battery_days, self.is_on)
