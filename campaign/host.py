"""A host without Home Assistant: the real protocol layer, used as the integration's hub does."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from campaign.table_file import TableFile
from custom_components.domotik.protocol.errors import DomotikError
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.outgoing import Post, outgoing
from custom_components.domotik.protocol.session import Session
from custom_components.domotik.protocol.timing import Timing

# Waits of a user's host, cut to fit faults of seconds.
QUICK = Timing(reply=0.4, ping=1.0, stats=1.0, settle=0.5, first_retry=0.2, look_for_port=0.1)
TRIES = 20
type Deliver = Callable[[str, Fresh], None]
type Keys = Mapping[str, bytes | None]  # by MAC; None for a node in the clear


class Host:
    """Opens, applies, persists and confirms; hands on what is new."""

    def __init__(
        self,
        session: tuple[str, str, Timing],
        file: TableFile,
        deliver: Deliver,
        now: Callable[[], float],
    ) -> None:
        """Prepare a session (port, MAC of the broker, timing) on what the file holds."""
        port, mac, timing = session
        self.session = Session(port, mac, self, timing)
        self.table = file.load()
        self._file = file
        self._deliver = deliver
        self._now = now
        self._owned: set[str] = set()
        self._unconfirmed: set[str] = set()

    async def start(self, keys: Keys) -> None:
        """Open the session, tried again as Home Assistant does, and serve these nodes."""
        self._trust(keys)
        tries = 1
        while not await self._opened(last=tries == TRIES):
            tries += 1
            await asyncio.sleep(QUICK.first_retry)
        self.session.own(self._owned)

    async def _opened(self, *, last: bool) -> bool:
        """Try to open the session; the last time it raises what was in the way."""
        try:
            await self.session.start()
        except DomotikError:
            if last:
                raise
            return False
        return True

    def serve(self, keys: Keys) -> None:
        """Serve other nodes from now on."""
        self._trust(keys)
        self.session.own(self._owned)

    def _trust(self, keys: Keys) -> None:
        self._owned = set(keys)
        for mac, key in keys.items():
            self.table.node(mac).trust(key)

    async def stop(self) -> None:
        """Close the session, and leave nothing for a next start to hear a second time."""
        await self.session.stop()
        await self._file.save(self.table)

    def received(self, received: Received) -> None:
        """Hand on the new samples of a frame."""
        if received.mac not in self._owned:
            return
        node = self.table.node(received.mac)
        for fresh in node.apply(received, self._now()):
            self._deliver(received.mac, fresh)
        self._unconfirmed.add(received.mac)

    def opened(self) -> None:
        """Confirm every node again."""
        self._unconfirmed |= self._owned

    async def settle(self) -> Mapping[str, bytes]:
        """Persist, and return the confirms of what was there before."""
        macs, self._unconfirmed = self._unconfirmed, set()
        known = macs & self.table.nodes.keys()
        confirms = {mac: self.table.node(mac).confirm() for mac in sorted(known)}
        if confirms:
            await self._file.save(self.table)
        return {mac: confirm for mac, confirm in confirms.items() if confirm}

    async def mail(self) -> Sequence[Post] | None:
        """Return what the broker should hold."""
        return await outgoing(self.table, self._owned, self._now(), self._save)

    async def _save(self) -> bool:
        await self._file.save(self.table)
        return True

    def link_changed(self) -> None:
        """Show nothing."""
