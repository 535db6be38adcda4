"""Somebody who says what a node would say."""

import asyncio
from typing import Any, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from .conftest import PASSWORDS

SECONDS = 10


class Voice:
    """A client at the server, as one of its users; use it as an async context."""

    def __init__(self, port: int, user: str) -> None:
        """Prepare; a user that the server doesn't know has no password."""
        self._port = port
        self._answers: dict[int, str] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        self._client.username_pw_set(user, PASSWORDS.get(user, "none"))
        self._client.on_publish = lambda _c, _u, number, code, _p: self._note(number, code)
        self._client.on_connect = lambda _c, _u, _f, code, _p: self._note(0, code)

    async def __aenter__(self) -> Self:
        """Connect; the answer to that is number 0."""
        self._client.connect("127.0.0.1", self._port)
        self._client.loop_start()
        await self.answer(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)

    def _note(self, number: int, code: Any) -> None:
        self._answers[number] = str(code)

    async def answer(self, number: int) -> str:
        """Return what the server says to a message."""
        async with asyncio.timeout(SECONDS):
            while number not in self._answers:
                await asyncio.sleep(0.005)
        return self._answers[number]

    async def says(self, topic: str, text: str, *, retain: bool = False) -> str:
        """Return what the server says to a message."""
        return await self.answer(self._client.publish(topic, text, 1, retain).mid)

    async def reach(self, topic: str, text: str) -> None:
        """Say it until somebody listens: a new subscription takes its time."""
        async with asyncio.timeout(SECONDS):
            while await self.says(topic, text) != "Success":
                await asyncio.sleep(0.05)
