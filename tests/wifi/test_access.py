"""The example's users and access list, on a real Mosquitto."""

import asyncio

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from demo.mosquitto import Mosquitto

from .conftest import NODE, PASSWORDS

OTHER = "240ac4000199"
TOPICS = ["domotik/{}", "domotik/{}/status", "homeassistant/device/domotik/{}/config"]


class Client:
    """One user at the server."""

    def __init__(self, port: int, user: str) -> None:
        """Connect."""
        self.answers: dict[int, str] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        self._client.username_pw_set(user, PASSWORDS.get(user, "none"))
        self._client.on_publish = lambda _c, _u, number, code, _p: self._note(number, code)
        self._client.on_subscribe = lambda _c, _u, number, codes, _p: self._note(number, codes[0])
        self._client.on_connect = lambda _c, _u, _f, code, _p: self._note(0, code)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def _note(self, number: int, code: object) -> None:
        self.answers[number] = str(code)

    async def answer(self, number: int) -> str:
        """Return what the server says to a request; 0 is the connection itself."""
        async with asyncio.timeout(5):
            while number not in self.answers:
                await asyncio.sleep(0.01)
        return self.answers[number]

    async def publishes(self, topic: str) -> str:
        """Return what the server says to a message."""
        await self.answer(0)
        return await self.answer(self._client.publish(topic, "{}", 1).mid)

    async def subscribes(self, topic: str) -> str:
        """Return what the server says to a subscription."""
        await self.answer(0)
        number = self._client.subscribe(topic, 1)[1]
        assert number
        return await self.answer(number)

    async def leave(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)


@pytest.mark.parametrize("topic", TOPICS)
async def test_a_node_writes_its_own_topics(mosquitto: Mosquitto, topic: str) -> None:
    node = Client(mosquitto.port, NODE)
    assert await node.publishes(topic.format(NODE)) == "No matching subscribers"
    await node.leave()


@pytest.mark.parametrize("topic", [*TOPICS, "homeassistant/status", "anything"])
async def test_a_node_writes_nothing_else(mosquitto: Mosquitto, topic: str) -> None:
    node = Client(mosquitto.port, NODE)
    assert await node.publishes(topic.format(OTHER)) == "Not authorized"
    await node.leave()


@pytest.mark.parametrize("user", ["nodered", "telegraf"])
async def test_who_only_reads_writes_nothing(mosquitto: Mosquitto, user: str) -> None:
    reader = Client(mosquitto.port, user)
    assert await reader.publishes(f"domotik/{NODE}") == "Not authorized"
    await reader.leave()


async def test_nobody_comes_in_without_a_password(mosquitto: Mosquitto) -> None:
    stranger = Client(mosquitto.port, OTHER)
    assert await stranger.answer(0) == "Not authorized"
    await stranger.leave()
