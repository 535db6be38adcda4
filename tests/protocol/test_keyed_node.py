"""A node with a key: what is refused, what is counted, and the host counters of its confirms."""

import json
import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.downlink import COUNTER_MAX, MARGIN, Downlink
from custom_components.domotik.protocol.fresh import Fresh
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.nodes import Node
from custom_components.domotik.protocol.table import NodeTable
from tests.node_frames import NODE, report_frame, sealed_frame

MAC = NODE.hex(":")
KEY = bytes(range(16))
OTHER = bytes(16)
NOW = 1_800_000_000.0


def sealed(number: int, counter: int, *, epoch: int = 2, key: bytes = KEY) -> Received:
    """Return a sealed report of one sample."""
    sample = wire.pack_sample(number, 1000, [(wire.TEMPERATURE, 2150)])
    frame = report_frame(sample, oldest=number, epoch=epoch, counter=counter)
    return Received(1, 0, MAC, -60, sealed_frame(key, frame))


def plain(number: int, counter: int, epoch: int = 2) -> Received:
    """Return an open report of one sample."""
    sample = wire.pack_sample(number, 1000, [(wire.TEMPERATURE, 2150)])
    frame = report_frame(sample, oldest=number, epoch=epoch, counter=counter)
    return Received(1, 0, MAC, -60, frame)


# Frames that a node with counter 10 of epoch 2 can't have sent, by the figure that counts them.
REFUSED = {
    "plain_frames": plain(11, 11),
    "unopened_frames": sealed(11, 11, key=OTHER),
    "repeated_frames": sealed(11, 10),
    "old_epochs": sealed(11, 11, epoch=1),
}


def numbers(fresh: list[Fresh]) -> list[int]:
    """Return the numbers of some samples."""
    return [each.number for each in fresh]


def trusted(node: Node, key: bytes | None = KEY) -> Node:
    """Give a node its key."""
    node.trust(key)
    return node


def stored(node: Node) -> Node:
    """Return a node as the next start of the host has it."""
    return trusted(Node.from_dict(MAC, json.loads(json.dumps(node.as_dict()))))


def counter_of(confirm: bytes | None) -> int:
    """Return the host counter of a confirm."""
    assert confirm is not None
    counter: int = struct.unpack_from("<IH", confirm)[1]
    return counter


@pytest.fixture
def node() -> Node:
    """Return a node that sent sample 10 of epoch 2 with counter 10."""
    known = trusted(Node(MAC))
    known.apply(sealed(10, 10), NOW)
    return known


def test_sealed_sample_is_taken() -> None:
    assert numbers(trusted(Node(MAC)).apply(sealed(7, 7), NOW)) == [7]


@pytest.mark.parametrize("figure", REFUSED)
def test_refused_frame_gives_no_sample(node: Node, figure: str) -> None:
    assert node.apply(REFUSED[figure], NOW + 60) == []


@pytest.mark.parametrize("figure", REFUSED)
def test_refused_frame_is_counted(node: Node, figure: str) -> None:
    node.apply(REFUSED[figure], NOW + 60)
    assert getattr(node.figures, figure) == 1


@pytest.mark.parametrize("figure", REFUSED)
def test_refused_frame_is_no_sign_of_life(node: Node, figure: str) -> None:
    node.apply(replace(REFUSED[figure], rssi=-30), NOW + 60)
    assert (node.last_seen, node.rssi) == (NOW, -60)


@pytest.mark.parametrize("figure", REFUSED)
def test_refused_frame_changes_nothing_else(node: Node, figure: str) -> None:
    before = node.as_dict() | {"figures": None}
    node.apply(REFUSED[figure], NOW + 60)
    assert node.as_dict() | {"figures": None} == before


def test_frame_behind_the_window_is_refused(node: Node) -> None:
    node.apply(sealed(50, 50), NOW)
    assert node.apply(sealed(18, 18), NOW) == []


def test_frame_within_the_window_is_taken_late(node: Node) -> None:
    node.apply(sealed(50, 50), NOW)
    node.apply(sealed(51, 19), NOW)
    assert node.figures.repeated_frames == 0


def test_frame_half_an_epoch_old_is_refused(node: Node) -> None:
    node.apply(sealed(11, 0x9000), NOW)
    assert node.apply(sealed(12, 11), NOW) == []


def test_frame_after_half_an_epoch_of_silence_is_taken_once(node: Node) -> None:
    late = sealed(11, 0x9000)
    assert [numbers(node.apply(late, NOW)) for _ in range(2)] == [[11], []]


def test_new_battery_is_accepted(node: Node) -> None:
    assert numbers(node.apply(sealed(0, 0, epoch=3), NOW)) == [0]


def test_forged_epoch_locks_nobody_out(node: Node) -> None:
    node.apply(sealed(0, 0, epoch=0xFFFFFFFF, key=OTHER), NOW)
    assert numbers(node.apply(sealed(11, 11), NOW)) == [11]


def test_node_that_nobody_chose_is_not_accepted() -> None:
    node = Node(MAC)
    assert (node.apply(plain(1, 1), NOW), node.figures.plain_frames) == ([], 1)


def test_wiped_board_with_a_new_key_is_accepted(node: Node) -> None:
    node.trust(OTHER)
    assert numbers(node.apply(sealed(0, 0, epoch=1, key=OTHER), NOW)) == [0]


def test_new_key_loses_nothing(node: Node) -> None:
    node.trust(OTHER)
    node.apply(sealed(11, 11, key=OTHER), NOW)
    assert node.samples.lost == 0


def test_frames_of_the_key_before_are_refused(node: Node) -> None:
    node.trust(OTHER)
    assert node.apply(sealed(11, 11), NOW) == []


def test_same_key_again_forgets_nothing(node: Node) -> None:
    assert stored(node).apply(sealed(10, 10), NOW) == []


def test_key_that_changed_while_the_host_was_away_is_noticed(node: Node) -> None:
    again = Node.from_dict(MAC, node.as_dict())
    again.trust(OTHER)
    assert again.epoch is None


@pytest.mark.parametrize("form", [str, repr])
def test_key_is_not_told(node: Node, form: type[str]) -> None:
    assert str(KEY) not in form(node)


def test_key_is_not_stored(node: Node) -> None:
    assert KEY.hex() not in json.dumps(node.as_dict())


def test_table_from_before_the_crash_accepts_what_was_not_persisted(node: Node) -> None:
    before = stored(node)
    node.apply(sealed(11, 11), NOW)
    assert [numbers(before.apply(sealed(each, each), NOW)) for each in (10, 11)] == [[], [11]]


def test_same_confirm_is_handed_out_byte_for_byte(node: Node) -> None:
    assert node.confirm() == node.confirm()


def test_same_confirm_is_handed_out_after_a_restart(node: Node) -> None:
    assert node.confirm() == stored(node).confirm()


def test_other_content_takes_another_counter(node: Node) -> None:
    first = counter_of(node.confirm())
    node.apply(sealed(11, 11), NOW)
    assert counter_of(node.confirm()) == first + 1


def test_counter_of_a_confirm_is_in_the_table(node: Node) -> None:
    assert counter_of(node.confirm()) == node.as_dict()["downlink"][0]


def test_counters_of_a_backup_are_not_used_again(node: Node) -> None:
    node.confirm()
    backup = stored(node)
    used = set()
    for number in range(11, 300):
        node.apply(sealed(number, number), NOW)
        used.add(counter_of(node.confirm()))
    backup.apply(sealed(300, 300), NOW)
    assert counter_of(backup.confirm()) not in used


def test_node_that_was_removed_and_added_uses_no_counter_again(node: Node) -> None:
    for number in range(11, 300):
        node.apply(sealed(number, number), NOW)
        node.confirm()
    again = trusted(Node(MAC))
    again.apply(sealed(300, 300), NOW)
    assert counter_of(again.confirm()) > counter_of(node.confirm())


def test_new_epoch_begins_its_counters(node: Node) -> None:
    node.confirm()
    node.apply(sealed(0, 0, epoch=3), NOW)
    assert counter_of(node.confirm()) == 1


def test_epoch_that_began_unheard_may_have_used_counters(node: Node) -> None:
    node.apply(sealed(0, 5, epoch=3), NOW)
    assert counter_of(node.confirm()) == 5 + MARGIN


def test_backup_after_many_restarts_uses_no_counter_again(node: Node) -> None:
    backup, used = stored(node), set()
    for number in range(11, 20):
        node = stored(node)
        node.apply(sealed(number, number), NOW)
        used.add(counter_of(node.confirm()))
    backup.apply(sealed(20, 20), NOW)
    assert counter_of(backup.confirm()) not in used


def test_nothing_new_is_confirmed_before_the_node_was_heard_again(node: Node) -> None:
    node.confirm()
    node.apply(sealed(11, 11), NOW)
    assert stored(node).confirm() is None


def test_no_confirm_is_made_when_counters_are_used_up(node: Node) -> None:
    node.downlink = Downlink(COUNTER_MAX, 9, known=None)
    assert node.confirm() is None


@given(st.lists(st.sampled_from(["frame", "confirm", "crash", "save"]), max_size=60))
def test_no_counter_ever_seals_two_numbers(events: list[str]) -> None:
    """Only a confirm whose counter is in the saved table is handed out."""
    node, handed, number = trusted(Node(MAC)), dict[int, bytes](), 0
    table = node.as_dict()
    for event in events:
        if event == "frame":
            number += 1
            node.apply(sealed(number, number), NOW)
        elif event == "save":
            table = json.loads(json.dumps(node.as_dict()))
        elif event == "crash":
            node = trusted(Node.from_dict(MAC, table))
        elif confirm := node.confirm():
            table = json.loads(json.dumps(node.as_dict()))
            assert handed.setdefault(counter_of(confirm), confirm) == confirm


def test_table_from_before_keys_is_read(node: Node) -> None:
    old = node.as_dict()
    del old["mark"], old["downlink"]
    assert NodeTable.from_dict({MAC: old}).node(MAC).epoch == 2
