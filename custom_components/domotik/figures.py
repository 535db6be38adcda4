"""Diagnostic sensors: how a node is doing."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
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
    UnitOfRatio,
    UnitOfTime,
)
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from .entity import MailEntity, NodeEntity
from .hub import Hub
from .node import HomeNode
from .protocol.chemistry import BATTERIES
from .protocol.mailbox import Fate
from .protocol.nodes import VOLTAGE, Node

type Figure = StateType | datetime


@dataclass(frozen=True, kw_only=True)
class NodeFigureDescription(SensorEntityDescription):
    """A figure of a node."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    value: Callable[[Node], Figure]


def _last_seen(node: Node) -> Figure:
    """Return when a node was heard last, to the second."""
    return None if node.last_seen is None else datetime.fromtimestamp(int(node.last_seen), UTC)


def _radio_loss(node: Node) -> Figure:
    """Return the share of a node's frames that never came, over the last 24 hours."""
    percent = node.radio.percent(dt_util.utcnow().timestamp())
    return None if percent is None else round(percent, 1)


NODE_FIGURES: Final = (
    # Each report would be a line of Home Assistant's activity.
    NodeFigureDescription(
        key="last_seen",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value=_last_seen,
    ),
    NodeFigureDescription(
        key="rssi",
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        state_class=SensorStateClass.MEASUREMENT,
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
        value=lambda node: node.samples.lost,
    ),
    NodeFigureDescription(
        key="lost_frames",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_registry_enabled_default=False,
        value=lambda node: node.counters.lost,
    ),
    NodeFigureDescription(
        key="radio_loss",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=_radio_loss,
    ),
)


DAYS_LEFT: Final = NodeFigureDescription(
    key="battery_days_left",
    device_class=SensorDeviceClass.DURATION,
    native_unit_of_measurement=UnitOfTime.DAYS,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
    value=lambda node: None if (days := node.battery_days) is None else round(days, 1),
)


def days_left_keys(home_node: HomeNode) -> set[tuple[int, str]]:
    """Return the forecast's key for a node that tells its battery's kind and voltage."""
    announce = home_node.node.announce
    known = announce and announce.battery in BATTERIES
    return {(0, DAYS_LEFT.key)} if known and VOLTAGE in home_node.node.objects else set()


def days_left(hub: Hub, home_node: HomeNode, _key: tuple[int, str]) -> NodeEntity:
    """Return the forecast of a node's battery."""
    return NodeFigure(hub, home_node, DAYS_LEFT)


NOTHING: Final = "nothing"
MAILBOX: Final = NodeFigureDescription(
    key="mailbox",
    device_class=SensorDeviceClass.ENUM,
    options=[NOTHING, *Fate],
    value=lambda node: node.mailbox.fate or NOTHING,
)


def node_figures(hub: Hub, home_node: HomeNode) -> Iterable[NodeEntity]:
    """Return the sensors that every node has."""
    figures = [NodeFigure(hub, home_node, description) for description in NODE_FIGURES]
    return [*figures, MailboxFigure(hub, home_node, MAILBOX)]


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

    @override
    def _news(self) -> Hashable:
        """Return the figure."""
        return self.native_value


class MailboxFigure(MailEntity, NodeFigure):
    """What has become of the wishes for a node."""
