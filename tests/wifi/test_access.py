"""The example's users and access list, on a real Mosquitto."""

import pytest

from demo.mosquitto import GuardedMosquitto

from .conftest import NODE
from .voice import Voice

OTHER = "240ac4000199"
TOPICS = ["domotik/{}", "domotik/{}/status", "homeassistant/device/domotik/{}/config"]
FORBIDDEN = "Not authorized"


@pytest.mark.parametrize("topic", TOPICS)
async def test_a_node_writes_its_own_topics(mosquitto: GuardedMosquitto, topic: str) -> None:
    async with Voice(mosquitto.port, NODE) as node:
        assert await node.says(topic.format(NODE), "{}") == "No matching subscribers"


@pytest.mark.parametrize("topic", [*TOPICS, "homeassistant/status", "nodered/frost", "anything"])
async def test_a_node_writes_nothing_else(mosquitto: GuardedMosquitto, topic: str) -> None:
    async with Voice(mosquitto.port, NODE) as node:
        assert await node.says(topic.format(OTHER), "{}") == FORBIDDEN


@pytest.mark.parametrize("user", ["nodered", "telegraf", "homeassistant"])
async def test_who_reads_the_nodes_does_not_write_for_them(
    mosquitto: GuardedMosquitto, user: str
) -> None:
    async with Voice(mosquitto.port, user) as reader:
        assert await reader.says(f"domotik/{NODE}", "{}") == FORBIDDEN


async def test_nobody_comes_in_without_a_password(mosquitto: GuardedMosquitto) -> None:
    async with Voice(mosquitto.port, OTHER) as stranger:
        assert await stranger.answer(0) == FORBIDDEN
