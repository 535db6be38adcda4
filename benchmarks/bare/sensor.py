"""Sensors that have a state, a device and a place in the registry, and nothing behind them."""

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorStateClass
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback


async def async_setup_entry(
    _hass: HomeAssistant, entry: ConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of all devices."""
    async_add_entities(
        BareSensor(f"{entry.entry_id}-{device}", number)
        for device in range(entry.data["devices"])
        for number in range(entry.data["entities"])
    )


class BareSensor(SensorEntity):
    """A temperature that never changes."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    _attr_device_class = SensorDeviceClass.TEMPERATURE
    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_native_unit_of_measurement = UnitOfTemperature.CELSIUS

    def __init__(self, device: str, number: int) -> None:
        """Belong to a device."""
        self._attr_unique_id = f"{device}-{number}"
        self._attr_name = f"Value {number}"
        self._attr_native_value = 20.0 + number
        self._attr_device_info = DeviceInfo(identifiers={("bare", device)}, name=f"Room {device}")
