"""A short run of what `scripts/fuzz` does for as long as one likes."""

import random

import pytest

from custom_components.domotik.protocol.errors import BadFrame
from custom_components.domotik.protocol.reports import Report
from fuzzing import board
from fuzzing.corpus import seeds
from fuzzing.on_board import mutate
from fuzzing.targets import TARGETS
from tests.node_frames import climate, report_frame

INPUTS = 300


@pytest.mark.parametrize("target", TARGETS)
def test_host_bears_what_it_starts_from_and_what_is_made_of_it(target: str) -> None:
    random.seed(target)
    known = seeds(target)
    for octets in known + [mutate.mutated(known) for _ in range(INPUTS)]:
        TARGETS[target](octets)


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("target", board.TARGETS)
def test_board_bears_what_it_starts_from_and_what_is_made_of_it(target: str) -> None:
    outcome = board.run(target, 20, 1, INPUTS)
    assert outcome["faults"] == []
    assert outcome["inputs"] >= INPUTS


@pytest.mark.parametrize(("oldest", "number"), [(1, 0x4001), (0xFFFF, 0x3FFF), (5, 0xC004)])
def test_report_whose_numbers_have_no_order_is_refused(oldest: int, number: int) -> None:
    with pytest.raises(BadFrame):
        Report.from_body(report_frame(climate(number), oldest=oldest)[8:])


@pytest.mark.parametrize(("oldest", "number"), [(1, 0x4000), (0xFFFF, 0x3FFE), (5, 0xC005)])
def test_report_whose_numbers_are_near_the_oldest_is_read(oldest: int, number: int) -> None:
    report = Report.from_body(report_frame(climate(number), oldest=oldest)[8:])
    assert report.samples[0].number == number
