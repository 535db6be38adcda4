"""One node: new samples, dates, silence and what is counted."""

import json
import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.nodes import HEARTBEAT, Node
from custom_components.domotik.protocol.table import NodeTable
from tests.node_frames import announce_frame, report_frame
from tests.protocol.plain_node import MAC, NOW, numbers, received, sample


def test_first_sample_is_new() -> None:
    assert numbers(
        Node(MAC, unencrypted=True).apply(received(report_frame(sample(7), oldest=7)), NOW)
    ) == [7]


def test_samples_come_oldest_first(node: Node) -> None:
    frame = report_frame(sample(13), sample(12), sample(11), oldest=11, counter=11)
    assert numbers(node.apply(received(frame), NOW)) == [11, 12, 13]


def test_sample_is_new_once(node: Node) -> None:
    frame = report_frame(sample(11), sample(10), oldest=10, counter=11)
    assert numbers(node.apply(received(frame), NOW)) == [11]


def test_repeated_samples_are_counted(node: Node) -> None:
    node.apply(received(report_frame(sample(10), oldest=10, counter=10)), NOW)
    assert node.figures.duplicates == 1


def test_node_that_keeps_nothing_is_heard(node: Node) -> None:
    frame = report_frame(sample(11), oldest=12, counter=11)
    assert numbers(node.apply(received(frame), NOW)) == [11]


def test_older_samples_of_the_first_contact_may_follow() -> None:
    node = Node(MAC, unencrypted=True)
    node.apply(received(report_frame(sample(12), oldest=10, counter=1)), NOW)
    frame = report_frame(sample(11), sample(10), oldest=10, counter=2)
    assert numbers(node.apply(received(frame), NOW)) == [10, 11]


def test_newest_sample_is_live(node: Node) -> None:
    frame = report_frame(sample(12, 1300), sample(11, 1299), clock=1300, oldest=11, counter=11)
    assert [each.live for each in node.apply(received(frame), NOW + 300)] == [False, True]


def test_sample_that_was_overtaken_is_not_live(node: Node) -> None:
    node.apply(received(report_frame(sample(12), oldest=10, counter=12)), NOW)
    late = node.apply(received(report_frame(sample(11), oldest=10, counter=11)), NOW)
    assert [each.live for each in late] == [False]


def test_sample_older_than_a_heartbeat_is_not_live(node: Node) -> None:
    frame = report_frame(sample(11, 1100), clock=1100 + HEARTBEAT + 1, oldest=11, counter=11)
    fresh = node.apply(received(frame), NOW + 100 + HEARTBEAT + 1)
    assert [each.live for each in fresh] == [False]


def test_frame_held_longer_than_a_heartbeat_is_not_live(node: Node) -> None:
    frame = received(report_frame(sample(11), counter=11), held_ms=(HEARTBEAT + 1) * 1000)
    assert [each.live for each in node.apply(frame, NOW + 2000)] == [False]


def test_samples_that_are_not_live_are_counted(node: Node) -> None:
    frame = report_frame(sample(12), sample(11), oldest=11, counter=11)
    node.apply(received(frame), NOW)
    assert node.figures.late == 1


def test_sample_is_dated_before_its_report(node: Node) -> None:
    frame = report_frame(sample(11, 1250), clock=1300, oldest=11, counter=11)
    assert node.apply(received(frame), NOW + 300)[0].time == NOW + 250


def test_time_held_by_the_broker_counts(node: Node) -> None:
    frame = report_frame(sample(11, 1300), clock=1300, oldest=11, counter=11)
    assert node.apply(received(frame, held_ms=60_000), NOW + 360)[0].time == NOW + 300


def test_sample_is_dated_by_the_rate_between_contacts(node: Node) -> None:
    frame = report_frame(sample(11, 1500), clock=2000, oldest=11, counter=11)
    assert node.apply(received(frame), NOW + 1050)[0].time == NOW + 525


def test_sample_of_the_future_is_dated_at_its_arrival(node: Node) -> None:
    frame = report_frame(sample(11, 9000), clock=1300, oldest=11, counter=11)
    assert node.apply(received(frame), NOW + 300)[0].time == NOW + 300


def test_repeated_frame_sets_no_clock(node: Node) -> None:
    frame = report_frame(sample(11, 1300), clock=1300, oldest=11, counter=10)
    node.apply(received(frame), NOW + 900)
    assert len(node.clock.pairs) == 1


def test_node_is_reachable_for_two_and_a_half_heartbeats(node: Node) -> None:
    assert node.reachable(NOW + 2.5 * HEARTBEAT - 1)


def test_node_is_silent_after_two_and_a_half_heartbeats(node: Node) -> None:
    assert not node.reachable(NOW + 2.5 * HEARTBEAT)


def test_unheard_node_is_silent() -> None:
    assert not Node(MAC, unencrypted=True).reachable(NOW)


def test_announced_heartbeat_counts(node: Node) -> None:
    node.apply(received(announce_frame(30, 60, counter=11)), NOW)
    assert [node.reachable(NOW + 149), node.reachable(NOW + 150)] == [True, False]


def test_heartbeat_of_zero_is_the_usual_one(node: Node) -> None:
    node.apply(received(announce_frame(30, 0, counter=11)), NOW)
    assert node.heartbeat == HEARTBEAT


def test_announce_names_the_sensors(node: Node) -> None:
    node.apply(received(announce_frame(counter=11)), NOW)
    assert node.announce is not None
    assert node.announce.sensors == "bme280,bh1750"


def test_late_frame_does_not_take_back_the_signal(node: Node) -> None:
    frame = received(report_frame(sample(11), counter=11), held_ms=5000, rssi=-90)
    node.apply(frame, NOW + 1)
    assert (node.rssi, node.last_seen) == (-60, NOW)


def test_objects_are_remembered(node: Node) -> None:
    assert node.objects == {(wire.TEMPERATURE, 0)}


def test_unread_objects_are_counted(node: Node) -> None:
    odd = bytes((wire.SAMPLE_HEAD_SIZE + 1,)) + struct.pack("<HI", 11, 1000) + b"\x99\x01"
    node.apply(received(report_frame(odd, counter=11)), NOW)
    assert node.figures.unread_objects == 1


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x11",
        b"\x21" + report_frame()[1:],
        report_frame() + b"\x09",
        report_frame()[:10],
        wire.pack_header(wire.MAIL, 0, 1, 11),
        wire.pack_header(0x0F, 0, 1, 11),
        wire.pack_header(wire.REPORT, wire.SEALED, 1, 11) + bytes(30),
    ],
)
def test_bad_frame_is_counted(node: Node, frame: bytes) -> None:
    assert (node.apply(received(frame), NOW), node.figures.bad_frames) == ([], 1)


@given(st.lists(st.binary(max_size=wire.FRAME_MAX), max_size=5))
def test_garbage_raises_nothing(frames: list[bytes]) -> None:
    node = Node(MAC, unencrypted=True)
    for frame in frames:
        node.apply(received(frame), NOW)
    assert node.figures.bad_frames == len(frames)


@given(
    st.integers(0, 3),
    st.integers(0, 0xFFFF),
    st.binary(max_size=200),
    st.sampled_from([wire.REPORT, wire.ANNOUNCE]),
)
def test_garbage_behind_a_header_raises_nothing(
    epoch: int, counter: int, body: bytes, kind: int
) -> None:
    node = Node(MAC, unencrypted=True)
    node.apply(received(report_frame(sample(10), oldest=10, counter=10)), NOW)
    fresh = node.apply(received(wire.pack_header(kind, 0, epoch, counter) + body), NOW)
    assert all(0 <= each.time <= NOW for each in fresh)


@given(st.permutations(range(8)))
def test_reordered_reports_give_each_sample_once(order: list[int]) -> None:
    node = Node(MAC, unencrypted=True)
    node.apply(received(report_frame(sample(9), oldest=9, counter=0)), NOW)
    fresh: list[int] = []
    for place in order:
        frame = report_frame(sample(11 + place), sample(10 + place), oldest=10, counter=1 + place)
        fresh += numbers(node.apply(received(frame), NOW))
    assert sorted(fresh) == list(range(10, 19))


def test_node_survives_storage(node: Node) -> None:
    node.apply(received(announce_frame(counter=11)), NOW)
    node.apply(received(report_frame(sample(13), oldest=10, counter=15)), NOW)
    stored = json.loads(json.dumps(node.as_dict()))
    assert Node.from_dict(MAC, stored).as_dict() == node.as_dict()


def test_restored_node_knows_what_it_had(node: Node) -> None:
    again = Node.from_dict(MAC, json.loads(json.dumps(node.as_dict())))
    again.trust(None)
    assert again.apply(received(report_frame(sample(10), oldest=10, counter=10)), NOW) == []


def test_table_survives_storage(node: Node) -> None:
    table = NodeTable()
    table.nodes[MAC] = node
    stored = json.loads(json.dumps(table.as_dict()))
    assert NodeTable.from_dict(stored).as_dict() == table.as_dict()


def test_forgotten_node_is_a_new_one(node: Node) -> None:
    table = NodeTable()
    table.nodes[MAC] = node
    table.forget(MAC)
    assert table.node(MAC).epoch is None


def test_another_broker_changes_nothing(node: Node) -> None:
    frame = received(report_frame(sample(11), oldest=11, counter=11))
    assert numbers(node.apply(replace(frame, number=999), NOW)) == [11]


def test_reading_speaks_for_its_node_until_that_counts_as_silent(node: Node) -> None:
    node.apply(received(announce_frame(counter=11)), NOW)
    table = NodeTable()
    table.nodes[MAC] = node
    assert table.hold(MAC) == 2.5 * node.heartbeat


def test_reading_of_an_unknown_node_speaks_for_the_usual_time() -> None:
    assert NodeTable().hold(MAC) == 2.5 * HEARTBEAT
