"""A session with a fake broker on a pty."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.nodes import Node
from custom_components.domotik.protocol.outgoing import Post
from custom_components.domotik.protocol.session import Session
from custom_components.domotik.protocol.timing import Timing
from tests.fake_broker import MAC, PtyBroker
from tests.node_frames import report_frame
from tests.protocol import plain_node
from tests.protocol.plain_node import NOW, received, sample

# How long an example takes says more of the machine than of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

QUICK = Timing(
    reply=0.05,
    hello=0.5,
    ping=0.1,
    stats=0.2,
    settle=0.02,
    first_retry=0.02,
    last_retry=0.05,
    look_for_port=0.01,
)


class RecordingHost:
    """Remembers what a session tells it."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self.frames: list[Received] = []
        self.persisted = 0
        self.openings = 0
        self.states: list[bool] = []
        self.confirms: dict[str, bytes] = {}
        self.posts: list[Post] | None = []
        self.asked_for_mail = 0
        self.trouble: Exception | None = None
        self.full = False
        self.refused = 0
        self.disk = asyncio.Event()
        self.disk.set()

    def opened(self) -> None:
        self.openings += 1

    def received(self, received: Received) -> None:
        self.frames.append(received)

    async def settle(self) -> Mapping[str, bytes] | None:
        count = len(self.frames)
        await self.disk.wait()
        if self.trouble:
            raise self.trouble
        if self.full:
            self.refused += 1
            return None
        self.persisted = count
        return self.confirms

    async def mail(self) -> Sequence[Post] | None:
        self.asked_for_mail += 1
        return self.posts

    def link_changed(self) -> None:
        connected = self.session is not None and self.session.connected
        if self.states[-1:] != [connected]:
            self.states.append(connected)

    def numbers(self) -> list[int]:
        """Return the receive numbers in the order in which they came."""
        return [frame.number for frame in self.frames]


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[PtyBroker]:
    """Return a broker that is plugged in."""
    plugged = PtyBroker(tmp_path / "broker")
    plugged.plug()
    yield plugged
    plugged.unplug()


@pytest.fixture
async def host() -> RecordingHost:
    """Return a host without a session."""
    return RecordingHost()


@pytest.fixture
async def prepared(broker: PtyBroker, host: RecordingHost) -> AsyncIterator[Session]:
    """Return a session that has not been started."""
    session = host.session = Session(str(broker.port), MAC.hex(":"), host, QUICK)
    yield session
    await session.stop()


@pytest.fixture
async def session(prepared: Session) -> Session:
    """Return a session that is open."""
    await prepared.start()
    return prepared


@pytest.fixture
def node() -> Node:
    """Return a node that sent sample 10 of epoch 1 with counter 10, at second 1000."""
    known = Node(plain_node.MAC, unencrypted=True)
    known.apply(received(report_frame(sample(10), oldest=10, counter=10)), NOW)
    return known
