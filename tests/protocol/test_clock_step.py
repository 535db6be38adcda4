"""A host clock that is set, and one that is only trimmed."""

from unittest.mock import patch

import pytest

from custom_components.domotik.protocol.clock_step import ClockStep
from custom_components.domotik.protocol.items import Item
from custom_components.domotik.protocol.nodes import Node
from tests.node_frames import NODE


def steps(*looks: tuple[float, float]) -> list[float]:
    """Return what is found at each (time of day, time since the start)."""
    clock = ClockStep()
    found = []
    for now, passed in looks:
        with patch("custom_components.domotik.protocol.clock_step.monotonic", return_value=passed):
            found.append(clock.look(now))
    return found


@pytest.mark.parametrize("step", [3600.0, -3600.0, 2.0])
def test_step_is_found_once(step: float) -> None:
    assert steps((1000, 0), (1005 + step, 5), (1010 + step, 10)) == [0, step, 0]


def test_trimmed_clock_is_no_step() -> None:
    assert steps(*((1000 + 6.5 * place, 5 * place) for place in range(9))) == [0] * 9


def heard(at: float) -> Node:
    """Return a node that was heard at that time, and a letter waits for it."""
    node = Node(NODE.hex(":"), last_seen=at)
    node.clock.pair(500, at)
    node.send(Item(1, b"", 60), at)
    return node


def test_times_move_along() -> None:
    node = heard(1000)
    ends = node.mailbox.pending[0].ends
    node.shift(3600, 1010)
    moved = (node.last_seen, node.clock.date(500), node.mailbox.pending[0].ends - ends)
    assert moved == (4600, 4600, 3600)


def test_times_of_another_life_of_the_host_stay() -> None:
    node = heard(1000)
    node.shift(3600, 900)
    assert (node.last_seen, node.clock.date(500)) == (1000, 1000)
