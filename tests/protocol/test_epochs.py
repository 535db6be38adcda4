"""Epochs of a node, and what is lost and confirmed in them."""

import json
import struct

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.nodes import Node
from tests.node_frames import announce_frame, report_frame
from tests.protocol.plain_node import MAC, NOW, numbers, received, sample


def test_new_epoch_starts_numbers_again(node: Node) -> None:
    frame = report_frame(sample(1, 5), clock=5, epoch=2, counter=0)
    assert numbers(node.apply(received(frame), NOW)) == [1]


def test_new_epoch_starts_the_clock_again(node: Node) -> None:
    frame = report_frame(sample(1, 5), clock=5, epoch=2, counter=0)
    assert node.apply(received(frame), NOW + 60)[0].time == NOW + 60


def test_new_epoch_keeps_what_was_lost(node: Node) -> None:
    node.apply(received(report_frame(sample(14), oldest=14, counter=11)), NOW)
    node.apply(received(report_frame(sample(0), epoch=2, oldest=0, counter=0)), NOW)
    assert node.samples.lost == 3


def test_gap_that_an_epoch_leaves_open_is_lost(node: Node) -> None:
    node.apply(received(report_frame(sample(14), sample(12), oldest=10, counter=11)), NOW)
    node.apply(received(report_frame(sample(0), epoch=2, oldest=0, counter=0)), NOW)
    assert node.samples.lost == 2


def test_start_of_an_epoch_that_never_came_is_lost(node: Node) -> None:
    node.apply(received(announce_frame(epoch=2)), NOW)
    node.apply(received(report_frame(sample(60), epoch=2, oldest=13, counter=70)), NOW)
    assert node.samples.lost == 13


def test_start_of_an_epoch_survives_storage(node: Node) -> None:
    node.apply(received(announce_frame(epoch=2)), NOW)
    again = Node.from_dict(MAC, json.loads(json.dumps(node.as_dict())))
    again.trust(None)
    again.apply(received(report_frame(sample(60), epoch=2, oldest=13, counter=70)), NOW)
    assert again.samples.lost == 13


def test_node_that_numbers_otherwise_loses_nothing(node: Node) -> None:
    frame = report_frame(sample(0x9000), epoch=2, oldest=0x9000, counter=1)
    assert (numbers(node.apply(received(frame), NOW)), node.samples.lost) == ([0x9000], 0)


def test_old_epoch_is_refused(node: Node) -> None:
    node.apply(received(report_frame(sample(1), epoch=2, counter=0)), NOW)
    assert node.apply(received(report_frame(sample(11), epoch=1, counter=11)), NOW) == []


def test_old_epoch_is_counted(node: Node) -> None:
    node.apply(received(report_frame(sample(11), epoch=0, counter=11)), NOW)
    assert node.figures.old_epochs == 1


def test_old_epoch_is_no_sign_of_life(node: Node) -> None:
    node.apply(received(report_frame(sample(11), epoch=0, counter=11)), NOW + 100)
    assert node.last_seen == NOW


def test_samples_that_never_came_are_lost(node: Node) -> None:
    node.apply(received(report_frame(sample(14), oldest=14, counter=11)), NOW)
    assert node.samples.lost == 3


def test_missing_counters_are_lost_frames(node: Node) -> None:
    node.apply(received(report_frame(sample(11), counter=13)), NOW)
    assert node.counters.lost == 2


def test_confirm_covers_all_up_to_the_first_gap(node: Node) -> None:
    node.apply(received(report_frame(sample(12), oldest=10, counter=11)), NOW)
    assert node.confirm() == struct.pack(wire.CONFIRM_BODY, 1, 0, 10)


def test_confirm_covers_what_can_not_come_any_more(node: Node) -> None:
    node.apply(received(report_frame(sample(12), oldest=12, counter=11)), NOW)
    assert node.confirm() == struct.pack(wire.CONFIRM_BODY, 1, 0, 12)


def test_unheard_node_has_no_confirm() -> None:
    assert Node(MAC, unencrypted=True).confirm() is None
