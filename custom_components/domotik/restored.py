"""Sensors that come back with their value after a restart."""

from typing import override

from homeassistant.components.sensor import RestoreSensor
from homeassistant.core import callback

from .entity import NodeEntity


class RestoredSensor(NodeEntity, RestoreSensor):
    """A sensor whose value is taken whenever its node is heard."""

    @override
    async def async_added_to_hass(self) -> None:
        """Come back with the value from before a restart, unless there is a newer one."""
        await super().async_added_to_hass()
        last = await self.async_get_last_sensor_data()
        if last and self._attr_native_value is None:
            self._attr_native_value = last.native_value

    @callback
    @override
    def _told(self) -> None:
        """Take the current value."""
        self._take_value()
        super()._told()

    def _take_value(self) -> None:
        """Set the native value to the current one, if there is one."""
        raise NotImplementedError
