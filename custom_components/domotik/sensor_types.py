"""How Home Assistant shows each object that is a sensor."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import MAX_LENGTH_STATE_STATE, EntityCategory, UnitOfPressure
from homeassistant.helpers.typing import StateType

from .protocol import wire
from .protocol.objects import OBJECTS, Kind, ObjectType, Value

RESET_CAUSES: Final = {1: "power_on", 2: "hard", 3: "watchdog", 4: "deep_sleep", 5: "soft"}
# The same sign twice in Unicode: BTHome writes the micro sign, Home Assistant the letter mu.
_UNITS: Final = {"mbar": UnitOfPressure.HPA, "µg/m³": "μg/m³", "µS/cm": "μS/cm"}


@dataclass(frozen=True, slots=True)
class SensorType:
    """What an object's name does not tell."""

    device_class: SensorDeviceClass | None = None
    state_class: SensorStateClass | None = SensorStateClass.MEASUREMENT
    precision: int | None = None
    diagnostic: bool = False
    enabled: bool = True

    @property
    def category(self) -> EntityCategory | None:
        """Return where the entity is listed."""
        return EntityCategory.DIAGNOSTIC if self.diagnostic else None


def unit_of(kind: ObjectType) -> str | None:
    """Return an object's unit as Home Assistant writes it."""
    return _UNITS.get(kind.unit, kind.unit) if kind.unit else None


def native(object_id: int, value: Value) -> StateType | datetime:
    """Return a value as the sensor entity takes it."""
    if object_id == wire.RESET_CAUSE:
        return RESET_CAUSES.get(int(str(value)))
    if OBJECTS[object_id].kind is Kind.TIMESTAMP:
        return datetime.fromtimestamp(int(str(value)), UTC)
    if isinstance(value, str):
        return value[:MAX_LENGTH_STATE_STATE]
    return value if isinstance(value, float | int) else None


_TOTAL: Final = SensorStateClass.TOTAL_INCREASING
_COUNTER: Final = SensorType(state_class=_TOTAL, diagnostic=True, enabled=False)

SENSOR_TYPES: Final[dict[str, SensorType]] = {
    "acceleration": SensorType(precision=2),
    "awake": SensorType(SensorDeviceClass.DURATION, diagnostic=True, enabled=False, precision=0),
    "battery": SensorType(SensorDeviceClass.BATTERY, diagnostic=True, precision=0),
    "carbon_dioxide": SensorType(SensorDeviceClass.CO2, precision=0),
    "channel": SensorType(state_class=None),
    "conductivity": SensorType(SensorDeviceClass.CONDUCTIVITY, precision=0),
    "count": SensorType(precision=0),
    "current": SensorType(SensorDeviceClass.CURRENT),
    "dew_point": SensorType(SensorDeviceClass.TEMPERATURE, precision=1),
    "direction": SensorType(
        SensorDeviceClass.WIND_DIRECTION, SensorStateClass.MEASUREMENT_ANGLE, precision=0
    ),
    "distance": SensorType(SensorDeviceClass.DISTANCE),
    "dropped_samples": _COUNTER,
    "duration": SensorType(SensorDeviceClass.DURATION),
    "energy": SensorType(SensorDeviceClass.ENERGY, _TOTAL),
    "gas": SensorType(SensorDeviceClass.GAS, _TOTAL),
    "gyroscope": SensorType(precision=1),
    "humidity": SensorType(SensorDeviceClass.HUMIDITY, precision=1),
    "illuminance": SensorType(SensorDeviceClass.ILLUMINANCE, precision=0),
    "light_level": SensorType(precision=0),
    "mass": SensorType(SensorDeviceClass.WEIGHT),
    "moisture": SensorType(SensorDeviceClass.MOISTURE, precision=1),
    "pm10": SensorType(SensorDeviceClass.PM10, precision=0),
    "pm25": SensorType(SensorDeviceClass.PM25, precision=0),
    "power": SensorType(SensorDeviceClass.POWER),
    "precipitation": SensorType(SensorDeviceClass.PRECIPITATION, precision=1),
    "pressure": SensorType(SensorDeviceClass.ATMOSPHERIC_PRESSURE, precision=1),
    "raw": SensorType(state_class=None),
    "reset_cause": SensorType(
        SensorDeviceClass.ENUM, state_class=None, diagnostic=True, enabled=False
    ),
    "rotation": SensorType(precision=1),
    "rotational_speed": SensorType(precision=0),
    "send_failures": _COUNTER,
    "settings_revision": SensorType(state_class=None, diagnostic=True, enabled=False),
    "speed": SensorType(SensorDeviceClass.SPEED),
    "temperature": SensorType(SensorDeviceClass.TEMPERATURE, precision=1),
    "text": SensorType(state_class=None),
    "timestamp": SensorType(SensorDeviceClass.TIMESTAMP, state_class=None),
    "tvoc_ppb": SensorType(SensorDeviceClass.VOLATILE_ORGANIC_COMPOUNDS_PARTS, precision=0),
    "uv_index": SensorType(precision=1),
    "volatile_organic_compounds": SensorType(
        SensorDeviceClass.VOLATILE_ORGANIC_COMPOUNDS, precision=0
    ),
    "voltage": SensorType(SensorDeviceClass.VOLTAGE, precision=2, diagnostic=True),
    "volume": SensorType(SensorDeviceClass.VOLUME, SensorStateClass.TOTAL),
    "volume_flow_rate": SensorType(SensorDeviceClass.VOLUME_FLOW_RATE, precision=3),
    "volume_storage": SensorType(SensorDeviceClass.VOLUME_STORAGE),
    "water": SensorType(SensorDeviceClass.WATER, _TOTAL),
}
