"""Somebody who listens at the MQTT server: all messages, as they come."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from campaign.truth import Key

SECONDS = 30


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a node."""

    topic: str
    text: str
    retained: bool

    @property
    def fields(self) -> dict[str, Any]:
        """Return the fields of its JSON."""
        fields: dict[str, Any] = json.loads(self.text)
        return fields


class Listener:
    """A subscriber to all that nodes write; it comes back by itself when the server does."""

    def __init__(
        self, port: int, user: str, password: str, topic: str, authority: Path | None = None
    ) -> None:
        """Prepare; with an authority's certificate it speaks TLS."""
        self.messages: list[Message] = []
        self.ready = False
        self._port = port
        self._topic = topic
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        if authority:
            self._client.tls_set(str(authority))
        self._client.reconnect_delay_set(1, 1)
        self._client.username_pw_set(user, password)
        self._client.on_connect = lambda client, *_: client.subscribe(self._topic, 1)
        self._client.on_subscribe = lambda *_: setattr(self, "ready", True)
        self._client.on_disconnect = lambda *_: setattr(self, "ready", False)
        self._client.on_message = lambda _client, _userdata, message: self.messages.append(
            Message(message.topic, message.payload.decode(), message.retain)
        )

    async def __aenter__(self) -> Self:
        """Return when the subscription stands."""
        self._client.connect("127.0.0.1", self._port)
        self._client.loop_start()
        await self.until(lambda: self.ready)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)

    def samples(self) -> list[Message]:
        """Return the samples among the messages."""
        return [message for message in self.messages if message.topic.count("/") == 1]

    def heard(self) -> list[Key]:
        """Return which samples came, in their order, each as often as it came."""
        return [
            Key(message.topic.split("/")[1], message.fields["epoch"], message.fields["sample"])
            for message in self.samples()
        ]

    async def until(self, condition: Callable[[], object], seconds: float = SECONDS) -> None:
        """Return when a condition holds."""
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.02)

    async def hears(self, count: int) -> list[Message]:
        """Return the samples once there are so many."""
        await self.until(lambda: len(self.samples()) >= count)
        return self.samples()
