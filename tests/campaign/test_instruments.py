"""The campaign sees what it is there to see."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from campaign.arrivals import Arrival, Arrivals, Lives
from campaign.fault import play
from campaign.faults import named
from campaign.memory import Reader
from campaign.series import play_all
from campaign.stage import Stage
from campaign.truth import Key
from campaign.verdict import Row, counted_exactly, memory_only, nothing_lost
from custom_components.domotik.protocol.fresh import Fresh
from simulator.console import flipped

KEY = Key("24:0a:c4:00:01:00", 1, 7)
CLEAN = Row(fault="none", seconds=1, taken=9, arrived=9)


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


async def test_a_fault_that_cannot_be_played_ends_no_other(socket_enabled: None) -> None:
    async def stumble(_stage: Stage, _seconds: float) -> None:
        raise RuntimeError("stumbled")

    rows: list[Row] = []
    quiet = replace(named("none").sized(1), short=1)
    faults = [replace(quiet, name="stumble", play=stumble, short=2), quiet]
    await play_all(faults, rows.extend, short=True, jobs=1)
    told = {row.fault: row.broken for row in rows}
    assert told == {"stumble": ["not played to its end: RuntimeError('stumbled')"], "none": []}


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


def excused(*between: Callable[[Lives], None]) -> list[bool]:
    """Return whether a sample may come again after what happens between."""
    arrivals = Arrivals()
    lives = Lives(arrivals)
    lives.hand_on(KEY, 1.0)
    for happens in between:
        happens(lives)
    lives.hand_on(KEY, 1.0)
    return [arrival.unsaved for arrival in arrivals.repeats()]


def test_a_kill_excuses_what_was_not_saved() -> None:
    assert excused(Lives.begin) == [True]


def test_a_kill_does_not_excuse_what_was_saved() -> None:
    assert excused(lambda lives: lives.save(1), Lives.begin) == [False]


def test_a_save_that_began_before_a_sample_does_not_have_it() -> None:
    assert excused(lambda lives: lives.save(0), Lives.begin) == [True]


def test_nothing_excuses_what_one_life_hands_on_twice() -> None:
    assert excused() == [False]


def test_a_sample_that_comes_thrice_is_repeated_twice() -> None:
    arrivals = Arrivals(all=[Arrival(KEY, 0) for _ in range(3)])
    assert len(arrivals.repeats()) == 2


@pytest.mark.parametrize("memory", [b"", b"\0" * 2048, bytes(range(256))])
def test_a_memory_of_garbage_holds_nothing(memory: bytes) -> None:
    assert Reader().read(memory) is None


def test_no_bit_is_wrong_without_errors() -> None:
    assert flipped(b"domotik", 0.0) == b"domotik"


def test_every_bit_can_be_wrong() -> None:
    assert flipped(b"\x00\xff", 1.0) == b"\xff\x00"
