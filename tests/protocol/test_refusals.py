"""When refused frames are worth telling: many, for long, and none accepted in between."""

from custom_components.domotik.protocol.nodes import Node
from custom_components.domotik.protocol.refusals import FRAMES_MIN, Reason, Refusals
from tests.protocol.test_keyed_node import MAC, NOW, OTHER, plain, sealed, trusted

HOUR = 3600.0


def refused(*times: float) -> Refusals:
    """Return what was noted of frames that were refused at these times."""
    refusals = Refusals()
    for when in times:
        refusals.add(Reason.OTHER_KEY, when)
    return refusals


def test_one_bad_frame_is_nobodys_business() -> None:
    assert refused(NOW).lasting(0) is None


def test_burst_is_nobodys_business() -> None:
    assert refused(*[NOW] * 1000).lasting(60) is None


def test_few_frames_over_a_long_time_are_nobodys_business() -> None:
    assert refused(NOW, NOW + HOUR).lasting(60) is None


def test_frames_that_are_refused_for_long_tell_why() -> None:
    times = [NOW + 300 * place for place in range(FRAMES_MIN)]
    assert refused(*times).lasting(900) is Reason.OTHER_KEY


def test_open_frames_of_a_node_with_a_key_tell_that_it_has_lost_it() -> None:
    node = trusted(Node(MAC))
    node.apply(plain(1, 1), NOW)
    assert node.refusals.reason is Reason.NO_KEY_ON_NODE


def test_frames_of_another_key_tell_that_it_does_not_match() -> None:
    node = trusted(Node(MAC))
    node.apply(sealed(1, 1, key=OTHER), NOW)
    assert node.refusals.reason is Reason.OTHER_KEY


def test_sealed_frames_of_a_node_without_a_key_ask_for_it() -> None:
    node = trusted(Node(MAC), None)
    node.apply(sealed(1, 1), NOW)
    assert node.refusals.reason is Reason.NO_KEY_HERE


def test_wiped_board_with_its_old_key_counts_anew() -> None:
    node = trusted(Node(MAC))
    node.apply(sealed(5, 5, epoch=7), NOW)
    node.apply(sealed(0, 0, epoch=1), NOW)
    assert node.refusals.reason is Reason.COUNTS_ANEW


def test_accepted_frame_forgets_what_was_refused() -> None:
    node = trusted(Node(MAC))
    node.apply(sealed(1, 1, key=OTHER), NOW)
    node.apply(sealed(1, 1), NOW)
    assert node.refusals == Refusals()


def test_repeated_frame_is_no_reason() -> None:
    node = trusted(Node(MAC))
    node.apply(sealed(1, 1), NOW)
    node.apply(sealed(1, 1), NOW)
    assert node.refusals == Refusals()


def test_another_key_begins_anew() -> None:
    node = trusted(Node(MAC))
    node.apply(sealed(1, 1, key=OTHER), NOW)
    node.trust(OTHER)
    assert node.refusals == Refusals()
