"""A lasting session with a broker: opened, kept alive and opened again."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from . import wire
from .broker import Broker
from .broker_update import update_broker
from .errors import DomotikError, LinkLost
from .firmware import Firmware
from .messages import HeardNode, read_heard
from .ports import open_port
from .timing import Timing
from .upkeep import Host, Upkeep
from .waiting import Wait

_LOGGER = logging.getLogger(__name__)

HEARD_MAX: Final = 0xFF
CATCH_UP_LOOK: Final = 0.02


class Session:
    """The host's side of one broker; once started it reconnects by itself."""

    def __init__(self, port: str, mac: str, host: Host, timing: Timing | None = None) -> None:
        """Prepare a session with the broker of that MAC."""
        self.port = port
        self.mac = mac
        self.broker = Broker()
        self.connected = False
        self.fault: DomotikError | None = None
        self._host = host
        self._timing = timing or Timing()
        self._wait = Wait(self._timing)
        self._upkeep: Upkeep | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the session, or raise why not; from then on it is kept open."""
        await self._open()
        self._task = asyncio.create_task(self._run(), name=f"Domotik session {self.port}")

    async def stop(self) -> None:
        """Close the port for good and leave nothing behind."""
        if self._task:
            self._task.cancel()
            await asyncio.wait((self._task,))
            self._task = None
        self.connected = False
        await self._drop()

    async def catch_up(self) -> None:
        """Return when all that the broker has kept is here, or after a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timing.catch_up):
                # The inbox is plain state, which nobody else waits for.
                while self.connected and self.broker.inbox.behind:  # noqa: ASYNC110
                    await asyncio.sleep(CATCH_UP_LOOK)

    async def move(self, port: str) -> None:
        """Go on with the same broker on another port."""
        self.port = port
        self._wait.hurry()
        await self._drop()

    def own(self, macs: Iterable[str]) -> None:
        """Tell the broker which nodes it serves, now and after each reconnect."""
        owned = sorted(macs)
        if owned != self.broker.owned:
            self.broker.owned = owned
            if self._upkeep:
                self._upkeep.own()

    def post(self) -> None:
        """Let the broker hold the letters of now; each new session begins with that."""
        if self._upkeep:
            self._upkeep.post()

    async def heard(self) -> list[HeardNode]:
        """Return the nodes that the broker hears and doesn't own."""
        nodes: list[HeardNode] = []
        while len(nodes) < HEARD_MAX:
            total, more = read_heard(await self._ask(wire.HEARD, bytes((len(nodes),))))
            nodes += more
            if not more or len(nodes) >= total:
                break
        return nodes

    async def set_channel(self, channel: int) -> None:
        """Move the broker to another channel, for good; raises when it didn't say that it did."""
        await self._ask(wire.CONFIGURE, bytes((wire.CONFIGURE_CHANNEL, channel)))
        if self.broker.hello:
            self.broker.hello = replace(self.broker.hello, channel=channel)
            self._host.link_changed()

    async def update(self, firmware: Firmware, progress: Callable[[float], None]) -> None:
        """Bring the broker a version; it restarts with that, and is greeted again by itself."""
        await update_broker(self._ask, firmware, progress)

    async def _ask(self, kind: int, payload: bytes = b"") -> bytes:
        """Make a request on the open link."""
        if self._upkeep is None:
            raise LinkLost
        return await self._upkeep.ask(kind, payload)

    async def _run(self) -> None:
        """Serve the open link, and open it again whenever it is lost."""
        while True:
            try:
                if self._upkeep:
                    await self._upkeep.run()
            except DomotikError as err:
                self.fault = err
            except Exception:
                # Whatever went wrong, a session must not end unnoticed.
                _LOGGER.exception("Unexpected error, opening the link again")
            await self._drop()
            await self._reconnect()

    async def _reconnect(self) -> None:
        """Try until the link is open again."""
        self._wait.begin()
        while not self.connected:
            await self._wait.next_try(self.port)
            try:
                await self._open()
            except DomotikError as err:
                _LOGGER.debug("Not connected: %r", err)
                self.fault = err
                self._host.link_changed()

    async def _open(self) -> None:
        """Open the port and greet the broker."""
        upkeep = Upkeep(self.mac, self.broker, self._host, self._timing)
        port = self.port
        await open_port(port, upkeep.new_link)
        self._upkeep = upkeep
        try:
            await upkeep.greet()
            if port != self.port:
                # Moved meanwhile.
                raise LinkLost
        except BaseException:
            await self._drop()
            raise
        self.connected = True
        self.fault = None
        self._host.link_changed()

    async def _drop(self) -> None:
        """Close the link, if there is one."""
        upkeep, self._upkeep = self._upkeep, None
        was_connected, self.connected = self.connected, False
        if upkeep and upkeep.link:
            await upkeep.link.close()
        if was_connected:
            self._host.link_changed()
