"""What Home Assistant shows, held against what the simulated rooms are."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from simulator.node import RESOLUTION, Node

from .api import Json
from .influx import points
from .joined import Joined
from .registry import states_by_mac
from .stopwatch import Stopwatch

# Where Home Assistant's device class has another name than the truth.
DEVICE_CLASSES = {"atmospheric_pressure": "pressure"}
# The recorder of truth and Home Assistant's clock may differ by this much.
SLACK_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Report:
    """The demo's findings, ready for JSON."""

    version: str
    broker: Json
    nodes: list[Json]
    wifi_nodes: list[Json]
    latency: Json
    complaints: list[str]
    points: int | None = None

    @classmethod
    async def read(cls, running: Joined, stopwatch: Stopwatch) -> Self:
        """Read everything through Home Assistant's own API."""
        api, home = running.api, running.home
        version = (await api.get("/api/config"))["version"]
        diagnostics = (await api.get(f"/api/diagnostics/config_entry/{running.entry_id}"))["data"]
        states = await states_by_mac(api)
        nodes: list[Json] = []
        for node in home.nodes:
            mac = node.mac.hex(":")
            received = diagnostics["nodes"].get(mac, {}).get("received", 0)
            counts = {"sent": node.reports.samples, "received": received}
            nodes.append(_row(node, states.get(mac, [])) | counts)
        by_wifi = [_row(node, states.get(node.mac.hex(":"), [])) for node in home.wifi_nodes]
        complaints = [
            f"{node.name}: {text}"
            for node in home.nodes + home.wifi_nodes
            for text in _complaints(node, states.get(node.mac.hex(":"), []))
        ]
        written = points(running.influxdb) if running.influxdb else None
        figures = stopwatch.figures()
        broker = diagnostics["broker"]
        return cls(version, broker, nodes, by_wifi, figures, complaints, written)

    def text(self) -> str:
        """Return the report as JSON."""
        content = {
            "home_assistant": self.version,
            "broker": self.broker,
            "nodes": self.nodes,
            "wifi_nodes": self.wifi_nodes,
            "send_to_state_ms": self.latency,
            "points_in_influxdb": self.points,
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _row(node: Node, shown: Iterable[Json]) -> Json:
    """Return one node's part of the report."""
    return {
        "name": node.name,
        "mac": node.mac.hex(":"),
        "truth": {name: round(value, 3) for name, value in node.truth().items()},
        "states": {state["entity_id"]: state["state"] for state in shown},
    }


def _complaints(node: Node, shown: list[Json]) -> list[str]:
    """Return a sentence for each value that is missing, unavailable or not the truth."""
    measured = {_quantity(state): state for state in shown if _quantity(state) in RESOLUTION}
    missing = [f"no {name}" for name in RESOLUTION if name not in measured]
    wrong = [_difference(node, name, state) for name, state in measured.items()]
    return missing + [text for text in wrong if text]


def _quantity(state: Json) -> str:
    """Return what a state measures, in the truth's words."""
    device_class: str = state["attributes"].get("device_class", "")
    return DEVICE_CLASSES.get(device_class, device_class)


def _difference(node: Node, name: str, state: Json) -> str:
    """Return how a state differs from the truth, empty when no more than it may."""
    try:
        value = float(state["state"])
    except ValueError:
        return f"{name} is {state['state']}"
    age = (datetime.now(UTC) - datetime.fromisoformat(state["last_reported"])).total_seconds()
    truths = [node.truth(ago)[name] for ago in range(int(age) + SLACK_SECONDS)]
    low, high = min(truths) - RESOLUTION[name], max(truths) + RESOLUTION[name]
    if low <= value <= high:
        return ""
    return f"{name} is {value:g}, the room between {low:.2f} and {high:.2f}"
