"""The campaign sees what it is there to see."""

from dataclasses import replace

import pytest

from campaign.arrivals import Arrival, Arrivals
from campaign.fault import play
from campaign.faults import named
from campaign.memory import Reader
from campaign.stage import Stage
from campaign.truth import Key
from campaign.verdict import Row, counted_exactly, excused, memory_only, nothing_lost
from custom_components.domotik.protocol.fresh import Fresh
from simulator.console import flipped

CLEAN = Row(
    fault="none",
    seconds=1,
    taken=9,
    arrived=9,
    lost=0,
    pending=0,
    doubled=0,
    again=0,
    out_of_time=0,
    unknown=0,
    counted=0,
    at_risk=0,
    nonces_reused=0,
    worst_date=0.1,
    reports=9,
    ack_median_ms=1,
    ack_longest_ms=2,
    mc_per_report=40,
)


class Forgetful(Arrivals):
    """What a host hands on that drops one sample and repeats another."""

    def note(self, mac: str, fresh: Fresh) -> None:
        for _ in range({1: 0, 2: 2}.get(fresh.number, 1)):
            super().note(mac, fresh)


async def test_a_host_that_forgets_and_repeats_is_caught(socket_enabled: None) -> None:
    fault = named("none").sized(1)
    async with Stage(fault.scene) as stage:
        stage.arrivals = Forgetful()
        stage.host._deliver = stage.arrivals.note  # type: ignore[attr-defined]
        row = await play(fault, 4, stage)
    assert (row.lost, row.doubled, row.broken) == (1, 1, ["1 lost", "1 doubled"])


def test_a_clean_row_breaks_nothing() -> None:
    assert nothing_lost(CLEAN) == []


@pytest.mark.parametrize(
    "row",
    [
        replace(CLEAN, lost=1),
        replace(CLEAN, counted=1),
        replace(CLEAN, doubled=1),
        replace(CLEAN, out_of_time=1),
        replace(CLEAN, unknown=1),
        replace(CLEAN, nonces_reused=1),
    ],
)
def test_each_figure_breaks_the_promise(row: Row) -> None:
    assert len(nothing_lost(row)) == 1


def test_without_a_sample_nothing_is_proved() -> None:
    assert nothing_lost(replace(CLEAN, taken=0)) == ["no sample taken"]


def test_a_loss_must_be_counted_exactly() -> None:
    assert counted_exactly(replace(CLEAN, lost=3, counted=2)) == ["3 lost, 2 counted"]


def test_a_memory_loses_no_more_than_it_held() -> None:
    assert memory_only(replace(CLEAN, lost=3, counted=3, at_risk=2)) == ["3 lost, 2 were at risk"]


@pytest.mark.parametrize(
    ("before", "again", "expected"),
    [(8.5, 10.5, True), (7.5, 10.5, False), (8.5, 9.5, False), (10.2, 10.5, False)],
)
def test_a_kill_excuses_its_last_two_seconds(before: float, again: float, expected: bool) -> None:
    assert excused([10.0], before, again) is expected


def test_a_sample_that_comes_thrice_is_repeated_twice() -> None:
    key = Key("24:0a:c4:00:01:00", 1, 7)
    arrivals = Arrivals(all=[Arrival(key, 0, at) for at in (1.0, 2.0, 3.0)])
    assert len(arrivals.repeats()) == 2


@pytest.mark.parametrize("memory", [b"", b"\0" * 2048, bytes(range(256))])
def test_a_memory_of_garbage_holds_nothing(memory: bytes) -> None:
    assert Reader().read(memory) is None


def test_no_bit_is_wrong_without_errors() -> None:
    assert flipped(b"domotik", 0.0) == b"domotik"


def test_every_bit_can_be_wrong() -> None:
    assert flipped(b"\x00\xff", 1.0) == b"\xff\x00"
