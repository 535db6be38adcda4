"""Diagnostic sensors: how a broker is doing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfInformation, UnitOfTime
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from .entity import BrokerEntity
from .hub import Hub
from .protocol.messages import Stats
from .sensor_types import RESET_CAUSES


@dataclass(frozen=True, kw_only=True)
class BrokerFigureDescription(SensorEntityDescription):
    """A figure of the broker's STATS."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    entity_registry_enabled_default: bool = False
    value: Callable[[Stats], StateType]


BROKER_FIGURES: Final = (
    BrokerFigureDescription(
        key="free_heap",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.KIBIBYTES,
        suggested_display_precision=0,
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda stats: stats.free_heap,
    ),
    BrokerFigureDescription(
        key="received",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value=lambda stats: stats.received,
    ),
    BrokerFigureDescription(
        key="dropped",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_registry_enabled_default=True,
        value=lambda stats: stats.dropped,
    ),
    BrokerFigureDescription(
        key="repeated",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value=lambda stats: stats.repeated,
    ),
    BrokerFigureDescription(
        key="foreign",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value=lambda stats: stats.foreign,
    ),
    BrokerFigureDescription(
        key="bad_lines",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value=lambda stats: stats.bad_lines,
    ),
    BrokerFigureDescription(
        key="longest_ack",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=lambda stats: stats.longest_ack_us / 1000,
    ),
    BrokerFigureDescription(
        key="ring_depth",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda stats: stats.ring_depth,
    ),
    BrokerFigureDescription(
        key="restart_cause",
        device_class=SensorDeviceClass.ENUM,
        options=list(RESET_CAUSES.values()),
        entity_registry_enabled_default=True,
        value=lambda stats: RESET_CAUSES.get(stats.reset_cause),
    ),
)


def broker_figures(hub: Hub) -> list[SensorEntity]:
    """Return the sensors of a broker."""
    figures = [BrokerFigure(hub, description) for description in BROKER_FIGURES]
    return [BrokerStart(hub), *figures]


class BrokerFigure(BrokerEntity, SensorEntity):
    """A figure that the broker keeps of itself."""

    entity_description: BrokerFigureDescription

    def __init__(self, hub: Hub, description: BrokerFigureDescription) -> None:
        """Show one figure."""
        super().__init__(hub, description.key)
        self.entity_description = description
        self._attr_translation_key = description.key

    @property
    @override
    def native_value(self) -> StateType:
        """Return the figure as the broker last told it."""
        stats = self._hub.session.broker.stats
        return None if stats is None else self.entity_description.value(stats)


class BrokerStart(BrokerEntity, SensorEntity):
    """When the broker started."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_entity_registry_enabled_default = False
    _attr_translation_key = "started"
    # Uptime comes in whole seconds with some delay: smaller moves are no news.
    _steady = timedelta(seconds=10)

    def __init__(self, hub: Hub) -> None:
        """Show the start of the hub's broker."""
        super().__init__(hub, "started")
        self._started: datetime | None = None

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return the start, the same one until the broker restarts."""
        stats = self._hub.session.broker.stats
        if stats is not None:
            started = dt_util.utcnow() - timedelta(seconds=stats.uptime)
            if self._started is None or abs(started - self._started) > self._steady:
                self._started = started
        return self._started
