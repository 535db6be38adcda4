"""Home Assistant's own API, as its front end uses it."""

import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from secrets import token_urlsafe
from time import monotonic
from typing import Any, Final, Self

import aiohttp

type Json = dict[str, Any]

# A token lasts for half an hour.
RENEW_SECONDS: Final = 1200.0


class ApiError(Exception):
    """Home Assistant refused a request; the text is what it answered."""


class Api:
    """A session of the demo's user; use it as an async context."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = aiohttp.ClientSession(base_url=url)
        # Nobody is logged in yet.
        self._renew_at = math.inf

    async def __aenter__(self) -> Self:
        """Create the demo's user at the first start, and log in."""
        if not await self._onboarded():
            await self._create_user()
        self._renew_at = 0.0
        await self._logged_in()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the session."""
        await self._session.close()

    @property
    def _client(self) -> str:
        return self.url + "/"

    @property
    def token(self) -> str:
        """Return what proves who asks."""
        return self._session.headers["Authorization"].removeprefix("Bearer ")

    async def _onboarded(self) -> bool:
        """Tell whether there is a user."""
        async with self._session.get("/api/onboarding") as response:
            return response.status == 404 or all(step["done"] for step in await response.json())

    async def _create_user(self) -> None:
        """Create the demo's user; nobody needs its password on this machine."""
        user = {
            "name": "Demo",
            "username": "demo",
            "password": token_urlsafe(),
            "client_id": self._client,
            "language": "en",
        }
        await self.post("/api/onboarding/users", user)

    async def _logged_in(self) -> aiohttp.ClientSession:
        """Return the session with a token that is good for some minutes."""
        if monotonic() >= self._renew_at:
            # Before: logging in comes by here too.
            self._renew_at = monotonic() + RENEW_SECONDS
            form = {"client_id": self._client, "grant_type": "authorization_code"}
            form["code"] = await self._login()
            async with self._session.post("/auth/token", data=form) as response:
                token = (await self._json(response))["access_token"]
            self._session.headers["Authorization"] = f"Bearer {token}"
        return self._session

    async def _login(self) -> str:
        """Return an authorization code, given without a password on this machine."""
        flow = {
            "client_id": self._client,
            "handler": ["trusted_networks", None],
            "redirect_uri": self._client,
        }
        return str((await self.post("/auth/login_flow", flow))["result"])

    async def get(self, path: str) -> Any:
        """Return what a GET answers."""
        session = await self._logged_in()
        async with session.get(path) as response:
            return await self._json(response)

    async def post(self, path: str, body: Mapping[str, object]) -> Json:
        """Return what a POST answers."""
        session = await self._logged_in()
        async with session.post(path, json=body) as response:
            answer: Json = await self._json(response)
            return answer

    async def delete(self, path: str) -> None:
        """Delete something."""
        session = await self._logged_in()
        async with session.delete(path) as response:
            await self._json(response)

    async def command(self, kind: str, **fields: object) -> Any:
        """Return the result of one command on the web socket."""
        async with self._socket() as socket:
            await socket.send_json({"id": 1, "type": kind, **fields})
            answer = await socket.receive_json()
        if not answer["success"]:
            raise ApiError(answer["error"])
        return answer["result"]

    async def events(self, kind: str) -> AsyncIterator[Json]:
        """Yield Home Assistant's events of one kind as they come."""
        async with self._socket() as socket:
            await socket.send_json({"id": 1, "type": "subscribe_events", "event_type": kind})
            await socket.receive_json()
            async for message in socket:
                yield message.json()["event"]

    @asynccontextmanager
    async def _socket(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """Open the web socket, logged in."""
        session = await self._logged_in()
        async with session.ws_connect("/api/websocket", max_msg_size=0) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": self.token})
            await socket.receive_json()
            yield socket

    @staticmethod
    async def _json(response: aiohttp.ClientResponse) -> Any:
        """Return a response's content; ApiError when it is a refusal."""
        if response.status >= 400:
            raise ApiError(f"{response.method} {response.url.path}: {await response.text()}")
        return await response.json()
