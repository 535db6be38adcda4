"""All that an open link needs: greeting, pings, the owned list, confirms."""

import asyncio
import logging
import struct
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from . import wire
from .broker import Broker
from .chores import Chores
from .delivery import deliver
from .errors import BadFrame, LinkLost, NoAnswer, Refused, VersionMismatch, WrongBroker
from .greeting import greet
from .inbox import Place
from .link import Link
from .messages import Hello, Pong, Received, Stats
from .outgoing import Post
from .pieces import confirm_pieces, own_pieces
from .timing import Timing

_LOGGER = logging.getLogger(__name__)

MISSED_PINGS: Final = 2


class Host(Protocol):
    """Whom a session serves."""

    def opened(self) -> None:
        """Expect a broker that knows nothing of earlier sessions."""

    def received(self, received: Received) -> None:
        """Take a radio frame, each once and in order."""

    async def settle(self) -> Mapping[str, bytes] | None:
        """Persist what was received so far; return each node's confirm by MAC, None in vain."""

    async def mail(self) -> Sequence[Post] | None:
        """Persist the counters of letters; return what the broker should hold, None in vain."""

    def link_changed(self) -> None:
        """Look again at what the session shows."""


class Upkeep:
    """The chores of one open link."""

    def __init__(self, mac: str, broker: Broker, host: Host, timing: Timing) -> None:
        """Prepare for a link to the broker of that MAC, which `new_link` makes."""
        self.broker = broker
        self._mac = mac
        self._greeted = False
        self._early = False
        self.link: Link | None = None
        self._host = host
        self._timing = timing
        self._chores = Chores()
        # Apart from what waits for the broker's answers: what came in must not wait.
        self._saving = Chores()
        self._confirms: dict[str, bytes] = {}
        self._posts: Sequence[Post] = ()
        self._missed = 0

    def new_link(self) -> Link:
        """Return the link to look after."""
        self.link = Link(
            self._take_frame,
            counters=self.broker.counters,
            log=self.broker.log,
            timeout=self._timing.reply,
        )
        self.link.lost.add_done_callback(lambda _: self._wake())
        return self.link

    def _wake(self) -> None:
        """Let `run` see that the link is lost."""
        self._chores.wake()
        self._saving.wake()

    async def greet(self) -> Hello:
        """Open the broker's session and plan all that keeps it; raises WrongBroker."""
        hello = await greet(self._open_link(), self._timing.hello)
        if hello.mac != self._mac:
            raise WrongBroker(hello.mac)
        self.broker.hello = hello
        self.broker.see_boot(hello.boot_id)
        self._greeted = True
        self.broker.inbox.resend |= self._early
        self._host.opened()
        for chore in (self._ping, self.send_owned, self._ask_stats):
            self._chores.plan(chore)
        self._saving.plan(self._settle)
        self.post()
        return hello

    async def run(self) -> None:
        """Do what falls due until the link is lost, and save what came in until then."""
        ended = self._open_link().lost.done
        lanes = {asyncio.create_task(lane.run(ended)) for lane in (self._chores, self._saving)}
        try:
            done, _ = await asyncio.wait(lanes, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.wait(lanes)
        await self._host.settle()
        for lane in done:
            lane.result()

    def own(self) -> None:
        """Send the owned list as soon as it is possible."""
        self._chores.plan(self.send_owned)

    def post(self) -> None:
        """Look again at the letters that the broker should hold."""
        self._saving.plan(self._collect)

    async def ask(self, kind: int, payload: bytes = b"") -> bytes:
        """Return a reply whose result is ok; raises Refused, NoAnswer, BadFrame or LinkLost."""
        reply = await self._open_link().request(kind, payload)
        if not reply:
            raise BadFrame
        if reply[0] != wire.RESULT_OK:
            raise Refused(kind, reply[0])
        return reply

    async def send_owned(self) -> None:
        """Replace the broker's list of nodes."""
        for piece in own_pieces(self.broker.owned):
            if not await self._try(wire.OWN, piece):
                self._chores.plan(self.send_owned, self._timing.ping)
                return

    async def _greet_again(self) -> None:
        """Open the session of a broker that has restarted."""
        await self.greet()
        self._host.link_changed()

    async def _ping(self) -> None:
        """See whether the broker lives, and what it has passed on."""
        try:
            pong = Pong.from_payload(await self.ask(wire.PING))
        except NoAnswer, Refused, BadFrame:
            self._miss_ping()
            return
        self._missed = 0
        self._chores.plan(self._ping, self._timing.ping)
        if self.broker.see_boot(pong.boot_id):
            self._chores.plan(self._greet_again)
            return
        first = self.broker.inbox.last is None
        self.broker.inbox.look(pong.newest, pong.depth)
        if first or self.broker.inbox.resend:
            self._saving.plan(self._settle)

    def _miss_ping(self) -> None:
        """Give the link up when the broker stays silent."""
        self._missed += 1
        if self._missed >= MISSED_PINGS:
            raise LinkLost
        self._chores.plan(self._ping)

    async def _ask_stats(self) -> None:
        """Fetch the broker's own figures."""
        self._chores.plan(self._ask_stats, self._timing.stats)
        try:
            self.broker.stats = Stats.from_payload(await self.ask(wire.STATS))
        except NoAnswer, Refused, BadFrame:
            return
        self._host.link_changed()

    async def _settle(self) -> None:
        """Persist what came in, and plan to tell the broker and the nodes that it is safe."""
        broker, inbox = self.broker, self.broker.inbox
        boot_id, number = broker.boot_id, inbox.last
        if number is None:
            # The first PING tells where to begin.
            return
        confirms = await self._host.settle()
        if boot_id != broker.boot_id:
            # The number belongs to the start before; greeting again confirms the nodes.
            return
        if confirms is None:
            self._saving.plan(self._settle, self._timing.ping)
        else:
            inbox.safe = number
            self._confirms |= confirms
        self._chores.plan(self._confirm)

    async def _confirm(self) -> None:
        """Tell what is safe, and ask for what is missing after it."""
        inbox = self.broker.inbox
        confirms, self._confirms = self._confirms, {}
        flags = wire.CONFIRM_RESEND if inbox.resend else 0
        inbox.resend = False
        await self._try(wire.CONFIRM, struct.pack("<IB", inbox.safe, flags))
        for piece in confirm_pieces(confirms):
            await self._try(wire.CONFIRM_NODES, piece)

    async def _collect(self) -> None:
        """Fetch the letters that may leave, and plan to bring them to the broker."""
        posts = await self._host.mail()
        if posts is None:
            self._saving.plan(self._collect, self._timing.ping)
            return
        self._posts = posts
        self._chores.plan(self._deliver)

    async def _deliver(self) -> None:
        """Make the broker's mailbox hold these letters."""
        if not await deliver(self._posts, self.broker.mail, self.ask):
            self._saving.plan(self._collect, self._timing.ping)

    async def _try(self, kind: int, payload: bytes) -> bool:
        """Make a request that may fail: whether the broker lives is for `_ping` to say."""
        try:
            await self.ask(kind, payload)
        except (NoAnswer, Refused, BadFrame) as err:
            _LOGGER.debug("Request 0x%02x failed: %r", kind, err)
            return False
        return True

    def _open_link(self) -> Link:
        """Return the link, or raise LinkLost."""
        if self.link is None or self.link.lost.done():
            raise LinkLost
        return self.link

    def _take_frame(self, kind: int, payload: bytes) -> None:
        """Take what the broker sends of its own accord."""
        try:
            if kind == wire.RECEIVED:
                self._take_received(Received.from_payload(payload))
            elif kind == wire.HELLO | wire.REPLY:
                self._take_hello(payload)
            else:
                self.broker.counters.unknown_kinds += 1
        except BadFrame:
            self.broker.counters.bad_frames += 1

    def _take_received(self, received: Received) -> None:
        """Pass a frame on when it is the next one."""
        if not self._greeted:
            # It may be another broker's, whose numbers say nothing here.
            self._early = True
            return
        place = self.broker.inbox.take(received.number)
        if place is Place.NEXT:
            self._hand_over(received)
            self._saving.plan(self._settle, self._timing.settle)
        elif self.broker.inbox.resend and self.broker.inbox.last is not None:
            self._saving.plan(self._settle)

    def _hand_over(self, received: Received) -> None:
        """Give a frame to the host, whose trouble must not close the port."""
        try:
            self._host.received(received)
        except Exception:
            _LOGGER.exception("Unexpected error over a frame of %s", received.mac)

    def _take_hello(self, payload: bytes) -> None:
        """Greet a broker that has just started."""
        try:
            hello = Hello.from_payload(payload)
        except VersionMismatch:
            # Asking again raises it where it ends the session.
            self._chores.plan(self._greet_again)
            return
        if self.broker.see_boot(hello.boot_id):
            self._chores.plan(self._greet_again)
