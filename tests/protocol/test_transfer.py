"""What the host leaves in the broker's mailbox for a node that fetches an update."""

import random
import struct

import pytest

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.firmware import Firmware
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.nodes import Node
from custom_components.domotik.protocol.outgoing import Post
from custom_components.domotik.protocol.transfer import CHUNK_LIVES
from custom_components.domotik.protocol.updates import Updates
from tests.node_frames import announce_frame

MAC = "24:0a:c4:00:00:01"
NOW = 1_000_000.0
FIRMWARE = Firmware("0.2.0", {"node.py": random.Random(1).randbytes(40 * wire.CHUNK_SIZE)})
WANTS = wire.UPDATE_WANTS + "00000000" + FIRMWARE.mark


class Fetching:
    """A node that asks for the list of files, and the updates that serve it."""

    def __init__(self) -> None:
        """Let it ask once."""
        self.node = Node(MAC, unencrypted=True)
        self.updates = Updates(FIRMWARE)
        self._frames = 0
        self.asks(NOW)

    def asks(self, now: float, want: str = WANTS, epoch: int = 1) -> bool:
        """Ask for chunks; tell whether the broker should hold other ones then."""
        frame = announce_frame(epoch=epoch, counter=self._frames, update=want)
        self._frames += 1
        self.node.apply(Received(self._frames, 0, MAC, -60, frame), now)
        return self.updates.hear(self.node, now)

    def posts(self) -> list[Post]:
        """Return what the broker should hold."""
        return list(self.updates.posts())

    def places(self) -> set[int]:
        """Return which chunks the broker should hold."""
        heads = [each.frame[wire.HEADER_SIZE + 1 :] for each in self.posts()]
        return {struct.unpack_from(wire.CHUNK_HEAD, head)[1] for head in heads}


def wants(place: int, here: int = 0) -> str:
    """Return how a node asks for a file's chunks from a place on; bits for those behind it."""
    return f"{wire.UPDATE_WANTS}01{place:04x}{here:02x}{FIRMWARE.mark}"


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


def test_what_was_handed_over_makes_room_for_what_comes_next(fetching: Fetching) -> None:
    fetching.asks(NOW + 1, wants(0))
    assert fetching.places() == {0, 1, 2, 3}
    fetching.asks(NOW + 2, wants(0))
    assert fetching.places() == {4, 5, 6, 7}
    fetching.asks(NOW + 3, wants(4))
    assert fetching.places() == {8, 9, 10, 11}


def test_what_got_lost_on_the_way_is_brought_again(fetching: Fetching) -> None:
    fetching.asks(NOW + 1, wants(0))
    fetching.asks(NOW + 2, wants(0))
    fetching.asks(NOW + 3, wants(1, here=0b00000011))
    assert fetching.places() == {1, 8}
    fetching.asks(NOW + 4, wants(1, here=0b01111011))
    assert fetching.places() == {4, 9}


def test_the_end_of_a_file_lies_there_until_the_node_has_it(fetching: Fetching) -> None:
    last = len(FIRMWARE.parts[1]) // wire.CHUNK_SIZE
    fetching.asks(NOW + 1, wants(last))
    fetching.asks(NOW + 2, wants(last))
    assert fetching.places() == {last}
