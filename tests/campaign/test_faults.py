"""What the home promises holds under every fault, in the campaign's short form."""

import pytest

from campaign.verdict import Row

pytestmark = [pytest.mark.quiet, pytest.mark.timeout(240)]

WITHIN_CAPACITY = (
    "none",
    "loss",
    "duplicates",
    "reordering",
    "lost-acks",
    "broker-reset",
    "broker-power",
    "cable",
    "kill",
    "kill-unplugged",
    "host-off",
    "everything",
    "channel",
    "hour",
    "bit-errors",
    "clocks",
    "neighbours",
    "neighbours: next door",
    "lulled",
    "attack",
)
PAST_CAPACITY = ("too-long", "brown-outs")


@pytest.mark.parametrize("fault", [*WITHIN_CAPACITY, *PAST_CAPACITY])
def test_the_promise_is_kept(rows: dict[str, Row], fault: str) -> None:
    assert rows[fault].broken == []


@pytest.mark.parametrize("fault", WITHIN_CAPACITY)
def test_every_sample_arrives(rows: dict[str, Row], fault: str) -> None:
    assert rows[fault].arrived == rows[fault].taken > 10


def test_a_loss_past_the_capacity_is_counted_exactly(rows: dict[str, Row]) -> None:
    assert rows["too-long"].counted == rows["too-long"].lost > 0


def test_a_node_waits_for_its_answer_for_less_than_its_patience(rows: dict[str, Row]) -> None:
    assert rows["none"].ack_median_ms < 30
