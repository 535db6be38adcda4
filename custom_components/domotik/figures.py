"""Diagnostic sensors: how a broker and its nodes are doing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfInformation,
)
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from .entity import BrokerEntity, NodeEntity
from .hub import Hub
from .node import HomeNode
from .protocol.messages import Stats
from .protocol.nodes import Node

type Figure = StateType | datetime


@dataclass(frozen=True, kw_only=True)
class NodeFigureDescription(SensorEntityDescription):
    """A figure of a node."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    value: Callable[[Node], Figure]


@dataclass(frozen=True, kw_only=True)
class BrokerFigureDescription(SensorEntityDescription):
    """A figure of the broker's STATS."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    entity_registry_enabled_default: bool = False
    value: Callable[[Stats], Figure]


def _last_seen(node: Node) -> Figure:
    """Return when a node was heard last, to the second."""
    return None if node.last_seen is None else datetime.fromtimestamp(int(node.last_seen), UTC)


NODE_FIGURES: Final = (
    NodeFigureDescription(
        key="last_seen", device_class=SensorDeviceClass.TIMESTAMP, value=_last_seen
    ),
    NodeFigureDescription(
        key="rssi",
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
        value=lambda node: node.rssi,
    ),
    NodeFigureDescription(
        key="samples",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_registry_enabled_default=False,
        value=lambda node: node.figures.samples,
    ),
    NodeFigureDescription(
        key="lost_samples",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_registry_enabled_default=False,
        value=lambda node: node.samples.lost,
    ),
    NodeFigureDescription(
        key="lost_frames",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_registry_enabled_default=False,
        value=lambda node: node.counters.lost,
    ),
)
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
        value=lambda stats: stats.dropped,
    ),
    BrokerFigureDescription(
        key="ring_depth",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda stats: stats.ring_depth,
    ),
)


def broker_figures(hub: Hub) -> list[SensorEntity]:
    """Return the sensors of a broker."""
    figures = [BrokerFigure(hub, description) for description in BROKER_FIGURES]
    return [BrokerStart(hub), *figures]


def node_figures(hub: Hub, home_node: HomeNode) -> Iterable[NodeEntity]:
    """Return the sensors that every node has."""
    return [NodeFigure(hub, home_node, description) for description in NODE_FIGURES]


class NodeFigure(NodeEntity, SensorEntity):
    """A figure that the host keeps of a node."""

    entity_description: NodeFigureDescription

    def __init__(self, hub: Hub, home_node: HomeNode, description: NodeFigureDescription) -> None:
        """Show one figure."""
        super().__init__(hub, home_node, description.key)
        self.entity_description = description
        self._attr_translation_key = description.key

    @property
    @override
    def native_value(self) -> Figure:
        """Return the figure as it is now."""
        return self.entity_description.value(self._home_node.node)


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
    def native_value(self) -> Figure:
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
