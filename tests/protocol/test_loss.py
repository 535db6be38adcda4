"""Radio loss over a day."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol.loss import HOUR, HOURS, RadioDay
from custom_components.domotik.protocol.messages import Received
from custom_components.domotik.protocol.nodes import Node
from tests.node_frames import report_frame

NOW = 1_800_000_000.0


def day(*notes: tuple[float, int, int]) -> RadioDay:
    """Return a day with (time, frames, lost) noted as they came."""
    noted = RadioDay()
    for time, frames, lost in notes:
        noted.note(time, time, frames, lost)
    return noted


def test_unheard_node_has_no_loss() -> None:
    assert RadioDay().percent(NOW) is None


@pytest.mark.parametrize(
    ("notes", "percent"),
    [
        ([(NOW, 1, 0)], 0),
        ([(NOW, 1, 1)], 50),
        ([(NOW, 3, 0), (NOW + 3 * HOUR, 1, 4)], 50),
        ([(NOW, 1, 1), (NOW + HOUR, 1, -1)], 0),
        ([(NOW, 1, 9), (NOW + HOURS * HOUR, 1, 1)], 50),
    ],
)
def test_loss_is_a_share_of_all_frames(notes: list[tuple[float, int, int]], percent: int) -> None:
    assert day(*notes).percent(notes[-1][0]) == percent


def test_loss_of_yesterday_is_forgotten() -> None:
    assert day((NOW, 1, 1)).percent(NOW + HOURS * HOUR) is None


def test_frame_that_was_held_counts_when_it_arrived() -> None:
    held = RadioDay()
    held.note(NOW, NOW + 5 * HOUR, 1, 1)
    assert held.percent(NOW + 20 * HOUR) == 50
    assert held.percent(NOW + 24 * HOUR) is None


def test_wrong_clock_of_the_past_leaves_nothing_behind() -> None:
    assert day((NOW + 1e6, 1, 9), (NOW, 1, 0)).percent(NOW) == 0


@given(st.lists(st.tuples(st.floats(0, 1e10), st.integers(0, 1), st.integers(-1, 99))))
def test_memory_is_bounded(notes: list[tuple[float, int, int]]) -> None:
    assert len(day(*notes).as_list()) <= HOURS


def test_day_survives_storage() -> None:
    stored = json.loads(json.dumps(day((NOW, 3, 1), (NOW + HOUR, 1, 0)).as_list()))
    assert RadioDay.from_list(stored).percent(NOW + HOUR) == 20


def test_gap_in_the_counters_of_a_node_is_radio_loss() -> None:
    node = Node("a0:b1:c2:d3:e4:f5", unencrypted=True)
    for counter in (1, 2, 2, 5, 4):
        node.apply(Received(1, 0, node.mac, -60, report_frame(counter=counter)), NOW)
    assert node.radio.percent(NOW) == 20
