"""A wish of the host, by the real broker, to the real node, and its word for it back."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.host import QUICK, Host
from campaign.table_file import TableFile
from custom_components.domotik.protocol import items, wire
from custom_components.domotik.protocol.items import Item
from custom_components.domotik.protocol.mailbox import Fate, Letter
from custom_components.domotik.protocol.messages import Received, mac_text
from custom_components.domotik.protocol.nodes import Node as Known
from simulator.ether import Frame
from simulator.home import Home
from simulator.node import Node
from simulator.plan import Plan
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("socket_enabled")

PATIENCE = 20
# A node that has just been started wakes at short intervals at first.
SIGNS_OF_A_START = 3


class MailHost(Host):
    """Knows the key of its one node, and what it wants of it."""

    def __init__(self, home: Home, folder: Path) -> None:
        """Go on with what the folder holds."""
        broker = home.broker
        session = (broker.port, broker.board.mac.hex(":"), replace(QUICK, settle=0.1, ping=0.5))
        super().__init__(session, TableFile(folder / "table"), lambda *_: None, time.time)
        self.mac = mac_text(home.nodes[0].mac)
        self.keys = {self.mac: home.nodes[0].key or None}

    @property
    def known(self) -> Known:
        """Return what is known of the node."""
        return self.table.node(self.mac)

    def received(self, received: Received) -> None:
        """Take a frame; there may be something to take back."""
        self.known.apply(received, time.time())
        self._unconfirmed.add(received.mac)
        self.session.post()

    def send(self, item: Item) -> Letter:
        """Wish something."""
        letter = self.known.send(item, time.time())
        self.session.post()
        return letter

    def holds(self) -> int:
        """Return how many letters the broker has taken."""
        return len(self.session.broker.mail)


@pytest.fixture
def plan() -> Plan:
    """Return the plan of a home whose one node has a key and wakes every second."""
    return Plan(nodes=1, interval=1, sealed=True, reset_on_open=False, boot_seconds=0)


@pytest.fixture
async def host(home: Home, tmp_path: Path) -> AsyncIterator[MailHost]:
    """Return a host that has heard the node."""
    opened = MailHost(home, tmp_path)
    await opened.start(opened.keys)
    await until(lambda: opened.known.figures.samples, PATIENCE)
    yield opened
    await opened.stop()


def lose_mail(home: Home, lost: Callable[[], bool] = lambda: True) -> Callable[[], None]:
    """Lose the letters on the air; return what ends that."""

    def lose(frame: Frame) -> bool:
        return frame.message[0] & 0x0F == wire.MAIL and lost()

    home.ether.taps.append(lose)
    return lambda: home.ether.taps.remove(lose)


async def done(*letters: Letter) -> None:
    """Wait until the node has told that it has carried letters out."""
    await until(lambda: all(letter.fate is Fate.DONE for letter in letters), PATIENCE)


async def test_interval_is_changed_and_told(host: MailHost) -> None:
    await done(host.send(items.interval(2)))
    assert host.known.announce is not None
    assert host.known.announce.interval == 2


async def test_long_interval_is_told_before_it_begins(host: MailHost, node: Node) -> None:
    await until(lambda: node.wakes > SIGNS_OF_A_START, PATIENCE)
    await done(host.send(items.heartbeat(600)))
    await done(host.send(items.interval(600)))
    wakes = node.wakes
    with pytest.raises(TimeoutError):
        await until(lambda: node.wakes > wakes, 3)


async def test_letter_that_is_done_leaves_the_broker(host: MailHost) -> None:
    await done(host.send(items.announce()))
    await until(lambda: not host.holds(), PATIENCE)
    await until(lambda: host.session.broker.stats, PATIENCE)
    stats = host.session.broker.stats
    await until(lambda: host.session.broker.stats is not stats, PATIENCE)
    assert host.session.broker.stats
    assert host.session.broker.stats.mailbox_depth == 0


async def test_four_letters_are_each_told(host: MailHost) -> None:
    wishes = (items.interval(1), items.heartbeat(5), items.announce(), items.dead_band(2, 0))
    await done(*[host.send(item) for item in wishes])
    assert host.known.mailbox.pending == []


async def test_letter_that_got_lost_comes_after_the_others(home: Home, host: MailHost) -> None:
    lost = iter([True])
    lose_mail(home, lambda: next(lost, False))
    await done(host.send(items.heartbeat(5)), host.send(items.announce()))
    assert host.known.announce is not None
    assert host.known.announce.heartbeat == 5


async def test_last_word_counts(home: Home, host: MailHost) -> None:
    found = lose_mail(home)
    first = host.send(items.heartbeat(5))
    await until(host.holds, PATIENCE)
    second = host.send(items.heartbeat(7))
    await until(lambda: second.safe, PATIENCE)
    found()
    await done(second)
    assert host.known.announce is not None
    assert (first.fate, host.known.announce.heartbeat) == (Fate.PENDING, 7)


async def test_letter_that_nobody_fetched_is_taken_back(node: Node, host: MailHost) -> None:
    node.launcher.power_off()
    letter = host.send(items.announce())
    await until(host.holds, PATIENCE)
    host.known.mailbox.expire(letter.ends)
    host.session.post()
    await until(lambda: not host.holds(), PATIENCE)
    assert letter.fate is Fate.EXPIRED


async def test_letter_is_sealed_anew_after_a_new_battery(node: Node, host: MailHost) -> None:
    node.launcher.power_off()
    letter = host.send(items.heartbeat(5))
    await until(host.holds, PATIENCE)
    epoch = host.known.epoch
    node.replace_battery()
    await done(letter)
    assert host.known.epoch != epoch


async def test_letter_outlives_the_broker(home: Home, host: MailHost) -> None:
    found = lose_mail(home)
    letter = host.send(items.heartbeat(5))
    await until(host.holds, PATIENCE)
    home.broker.board.press_reset()
    await until(lambda: host.session.broker.reboots and host.holds(), PATIENCE)
    found()
    await done(letter)
    assert host.known.mailbox.pending == []


async def test_letter_outlives_the_host(home: Home, host: MailHost, tmp_path: Path) -> None:
    found = lose_mail(home)
    host.send(items.heartbeat(5))
    await until(host.holds, PATIENCE)
    await host.stop()
    found()
    again = MailHost(home, tmp_path)
    assert again.known.mailbox.fate is Fate.PENDING
    await again.start(again.keys)
    await until(lambda: again.known.mailbox.fate is Fate.DONE, PATIENCE)
    await again.stop()


async def test_wish_before_the_node_was_ever_heard_waits(home: Home, tmp_path: Path) -> None:
    home.nodes[0].launcher.power_off()
    host = MailHost(home, tmp_path)
    await host.start(host.keys)
    letter = host.send(items.heartbeat(5))
    home.nodes[0].launcher.power_on()
    await done(letter)
    await host.stop()


async def test_restart_happens_once(host: MailHost, node: Node) -> None:
    starts: list[str] = []
    node.launcher.log = starts.append
    await done(host.send(items.restart()))
    wakes = node.wakes
    await until(lambda: node.wakes > wakes + 2, PATIENCE)
    assert node.board.cause.name == "DEEP_SLEEP"
    assert host.known.figures.old_epochs == 0


@pytest.fixture
def open_plan(plan: Plan) -> Plan:
    """Return the plan of a home without keys."""
    return replace(plan, sealed=False)


async def test_node_without_a_key_gets_its_mail_too(open_plan: Plan, tmp_path: Path) -> None:
    async with Home(open_plan) as home:
        host = MailHost(home, tmp_path)
        await host.start(host.keys)
        letter = host.send(items.heartbeat(5))
        await done(letter)
        await host.stop()
    assert host.known.announce is not None
    assert host.known.announce.heartbeat == 5
