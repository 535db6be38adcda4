"""What the host leaves in the broker's mailbox for a node that fetches an update."""

import struct

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.firmware import Firmware
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.nodes import Node
from custom_components.domotik.protocol.outgoing import Post
from custom_components.domotik.protocol.transfer import CHUNK_LIVES
from custom_components.domotik.protocol.updates import Updates
from tests.fake_broker import announce_frame

MAC = "24:0a:c4:00:00:01"
NOW = 1_000_000.0
FIRMWARE = Firmware("0.2.0", {"node.py": bytes(range(256)) * 9})
WANTS = wire.UPDATE_WANTS + "00000000" + FIRMWARE.mark


class Fetching:
    """A node that asks for the list of files, and the updates that serve it."""

    def __init__(self) -> None:
        """Let it ask once."""
        self.node = Node(MAC, unencrypted=True)
        self.updates = Updates(FIRMWARE)
        self._frames = 0
        self.asks(NOW)

    def asks(self, now: float, epoch: int = 1) -> bool:
        """Ask for the first chunk; tell whether the broker should hold other chunks then."""
        frame = announce_frame(epoch=epoch, counter=self._frames, update=WANTS)
        self._frames += 1
        self.node.apply(Received(self._frames, 0, MAC, -60, frame), now)
        return self.updates.hear(self.node, now)

    def posts(self) -> list[Post]:
        """Return what the broker should hold."""
        return list(self.updates.posts())


@pytest.fixture
def fetching() -> Fetching:
    """Return a node that has asked."""
    return Fetching()


def test_what_is_asked_for_again_at_once_lies_there_still(fetching: Fetching) -> None:
    posts = fetching.posts()
    assert posts
    assert not fetching.asks(NOW + 1)
    assert fetching.posts() == posts


def test_what_the_broker_may_have_forgotten_is_brought_anew(fetching: Fetching) -> None:
    posts = fetching.posts()
    assert fetching.asks(NOW + CHUNK_LIVES)
    assert not {each.frame for each in fetching.posts()} & {each.frame for each in posts}


def test_a_node_that_lost_its_power_is_brought_what_it_asks_for_in_its_new_epoch(
    fetching: Fetching,
) -> None:
    assert fetching.asks(NOW + 1, epoch=2)
    assert {struct.unpack_from(wire.HEADER, each.frame)[2] for each in fetching.posts()} == {2}


def test_nothing_is_brought_anew_while_the_node_asks_for_nothing(fetching: Fetching) -> None:
    posts = fetching.posts()
    assert not fetching.updates.hear(fetching.node, NOW + CHUNK_LIVES)
    assert fetching.posts() == posts
