"""The broker's mailbox holds what the host wants, and nothing leaves before it is saved."""

import struct
from collections.abc import Awaitable, Callable

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from custom_components.domotik.protocol import items, wire
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.nodes import Node
from custom_components.domotik.protocol.outgoing import Post, outgoing
from custom_components.domotik.protocol.session import Session
from custom_components.domotik.protocol.table import NodeTable
from tests.fake_broker import PtyBroker
from tests.node_frames import NODE, climate, report_frame, sealed_frame
from tests.protocol.conftest import RecordingHost
from tests.waiting import until

MAC = NODE.hex(":")
KEY = bytes(range(16))
NOW = 1_800_000_000.0
FIRST = Post(MAC, 1, 60, b"\x13first")
SECOND = Post(MAC, 2, 60, b"\x13second")


@pytest.fixture
async def served(session: Session, broker: PtyBroker) -> Session:
    """Return an open session that serves the node."""
    session.own([MAC])
    return session


def show(host: RecordingHost, session: Session, *posts: Post) -> None:
    """Want these letters in the broker."""
    host.posts = list(posts)
    session.post()


def held(broker: PtyBroker) -> list[bytes]:
    """Return the frames in the broker's mailbox."""
    return list(broker.mail.values())


async def test_letters_are_put_in_order(
    served: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    show(host, served, SECOND, FIRST)
    await until(lambda: held(broker) == [SECOND.frame, FIRST.frame])
    head = broker.asked(wire.MAIL_PUT)[0][: struct.calcsize(wire.MAIL_PUT_HEAD)]
    assert struct.unpack(wire.MAIL_PUT_HEAD, head) == (NODE, SECOND.key, SECOND.lives)


async def test_letter_is_put_once(served: Session, broker: PtyBroker, host: RecordingHost) -> None:
    show(host, served, FIRST)
    await until(lambda: broker.mail)
    show(host, served, FIRST, SECOND)
    await until(lambda: len(broker.mail) == 2)
    assert len(broker.asked(wire.MAIL_PUT)) == 2


async def test_letter_that_is_over_is_taken_back(
    served: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    show(host, served, FIRST, SECOND)
    await until(lambda: len(broker.mail) == 2)
    show(host, served, SECOND)
    await until(lambda: held(broker) == [SECOND.frame])
    assert broker.asked(wire.MAIL_DROP) == [NODE + b"\x01"]


async def test_broker_that_restarted_gets_all_again(
    served: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    show(host, served, FIRST)
    await until(lambda: broker.mail)
    broker.restart()
    await until(lambda: held(broker) == [FIRST.frame])
    assert len(broker.asked(wire.MAIL_PUT)) == 2


async def test_what_changed_while_the_cable_was_pulled_is_made_good(
    served: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    show(host, served, FIRST)
    await until(lambda: broker.mail)
    broker.unplug()
    await until(lambda: not served.connected)
    show(host, served, SECOND)
    broker.plug()
    await until(lambda: held(broker) == [SECOND.frame])
    assert broker.asked(wire.MAIL_DROP) == [NODE + b"\x01"]


async def test_letter_waits_until_the_broker_serves_its_node(
    session: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    show(host, session, FIRST)
    await until(lambda: broker.asked(wire.MAIL_PUT))
    session.own([MAC])
    await until(lambda: held(broker) == [FIRST.frame])
    assert session.connected


async def test_full_broker_is_tried_again(
    served: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.mail_room = 0
    show(host, served, FIRST)
    await until(lambda: broker.asked(wire.MAIL_PUT))
    broker.mail_room = 4
    await until(lambda: held(broker) == [FIRST.frame])
    assert served.connected


async def test_letters_that_the_host_has_forgotten_make_room(
    served: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.mail = {(NODE, key): b"forgotten" for key in range(11, 15)}
    broker.mail_room = 4
    show(host, served, FIRST, SECOND)
    await until(lambda: held(broker) == [FIRST.frame, SECOND.frame])
    assert served.connected


async def test_mute_broker_is_tried_again(
    served: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    broker.mute = {wire.MAIL_PUT, wire.MAIL_DROP}
    show(host, served, FIRST)
    await until(lambda: broker.asked(wire.MAIL_PUT))
    broker.mute.clear()
    await until(lambda: held(broker) == [FIRST.frame])
    assert served.connected


async def test_letters_that_cannot_be_saved_are_asked_for_again(
    served: Session, broker: PtyBroker, host: RecordingHost
) -> None:
    host.posts = None
    served.post()
    await until(lambda: host.asked_for_mail > 2)
    host.posts = [FIRST]
    await until(lambda: held(broker) == [FIRST.frame])
    assert served.connected


# --- What may leave ---


def saying(answer: bool) -> Callable[[], Awaitable[bool]]:
    """Return a save that ends so."""

    async def save() -> bool:
        return answer

    return save


def heard(key: bytes | None = KEY, counter: int = 0) -> NodeTable:
    """Return a table with a node that was heard."""
    table = NodeTable()
    node = table.node(MAC)
    node.trust(key)
    take(node, counter)
    return table


def take(node: Node, counter: int, epoch: int = 2) -> None:
    """Hear a node."""
    frame = report_frame(climate(counter), oldest=counter, epoch=epoch, counter=counter)
    frame = sealed_frame(node.key, frame) if node.key else frame
    node.apply(Received(1, 0, MAC, -60, frame), NOW)


def opened(table: NodeTable, post: Post) -> tuple[int, int, bytes]:
    """Return (epoch, host counter, body) of a post."""
    header = wire.unpack_header(post.frame)
    assert header is not None
    kind, _, epoch, counter = header
    assert kind == wire.MAIL
    key = table.node(MAC).key
    clear, body = post.frame[: wire.HEADER_SIZE], post.frame[wire.HEADER_SIZE :]
    if key:
        nonce = wire.nonce(NODE, wire.MAIL | wire.DOWNLINK, epoch, counter)
        body = AESCCM(key, tag_length=wire.TAG_SIZE).decrypt(nonce, body, clear)
    return epoch, counter, body


@pytest.mark.parametrize("key", [KEY, None])
async def test_letter_is_sealed_for_the_nodes_epoch(key: bytes | None) -> None:
    table = heard(key)
    table.node(MAC).send(items.interval(60), NOW)
    posts = await outgoing(table, [MAC], NOW, saying(True))
    assert posts is not None
    assert [opened(table, post) for post in posts] == [(2, 1, b"\x01\x3c\x00")]


async def test_counter_is_saved_before_the_letter_leaves() -> None:
    table, saved = heard(), []

    async def save() -> bool:
        saved.append(table.as_dict()[MAC]["downlink"])
        return True

    table.node(MAC).send(items.interval(60), NOW)
    await outgoing(table, [MAC], NOW, save)
    assert saved == [[0, None, 1]]


async def test_nothing_leaves_when_the_disk_fails() -> None:
    table = heard()
    table.node(MAC).send(items.interval(60), NOW)
    assert await outgoing(table, [MAC], NOW, saying(False)) is None


async def test_letter_is_saved_once() -> None:
    table = heard()
    table.node(MAC).send(items.interval(60), NOW)
    first = await outgoing(table, [MAC], NOW, saying(True))
    assert first == await outgoing(table, [MAC], NOW, saying(False))


async def test_letter_is_the_same_after_a_restart() -> None:
    table = heard()
    table.node(MAC).send(items.interval(60), NOW)
    before = await outgoing(table, [MAC], NOW, saying(True))
    again = NodeTable.from_dict(table.as_dict())
    again.node(MAC).trust(KEY)
    assert await outgoing(again, [MAC], NOW, saying(False)) == before


async def test_letter_for_a_node_that_was_never_heard_waits() -> None:
    table = NodeTable()
    table.node(MAC).trust(KEY)
    table.node(MAC).send(items.interval(60), NOW)
    assert await outgoing(table, [MAC], NOW, saying(True)) == []


async def test_letter_of_another_epoch_does_not_leave() -> None:
    table = heard()
    table.node(MAC).send(items.interval(60), NOW)

    async def save() -> bool:
        take(table.node(MAC), 0, epoch=3)
        return True

    assert await outgoing(table, [MAC], NOW, save) == []


async def test_letter_is_sealed_anew_for_a_new_epoch() -> None:
    table = heard()
    table.node(MAC).send(items.interval(60), NOW)
    await outgoing(table, [MAC], NOW, saying(True))
    take(table.node(MAC), 0, epoch=3)
    posts = await outgoing(table, [MAC], NOW, saying(True))
    assert posts is not None
    assert [opened(table, post) for post in posts] == [(3, 1, b"\x01\x3c\x00")]


async def test_nodes_of_others_get_nothing() -> None:
    table = heard()
    table.node(MAC).send(items.interval(60), NOW)
    assert await outgoing(table, [], NOW, saying(True)) == []


async def test_post_lives_as_long_as_is_left() -> None:
    table = heard()
    table.node(MAC).send(items.interval(60), NOW)
    posts = await outgoing(table, [MAC], NOW + 100, saying(True))
    assert posts is not None
    assert [post.lives for post in posts] == [items.DAY - 100]


def test_wish_lives_until_its_node_is_taken_for_silent() -> None:
    node = Node(MAC, unencrypted=True)
    frame = struct.pack(wire.ANNOUNCE_HEAD, 3600, 43200) + wire.pack_texts("", "", "")
    header = wire.pack_header(wire.ANNOUNCE, 0, 1, 0)
    node.apply(Received(1, 0, MAC, -60, header + frame), NOW)
    assert node.send(items.restart(), NOW).ends == NOW + 2.5 * 43200
