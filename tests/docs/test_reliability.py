"""The tables of `docs/reliability.md`."""

from typing import Any

from reliability.tables import fuzzed, played

ROW: dict[str, Any] = {
    "fault": "loss",
    "seconds": 60.0,
    "taken": 9,
    "arrived": 8,
    "lost": 1,
    "counted": 1,
    "doubled": 0,
    "again": 0,
    "out_of_time": 0,
    "notes": [],
    "broken": [],
}


def test_a_fault_is_a_row() -> None:
    assert "| loss | 60.0 | 9 | 8 | 1 | 1 | 0 | 0 | 0 |" in played([ROW]).splitlines()


def test_a_broken_promise_is_told() -> None:
    told = played([ROW | {"broken": ["1 lost"]}])
    assert told.endswith("- **loss: broken**: 1 lost")


def test_fuzzing_adds_to_what_the_page_tells() -> None:
    before = fuzzed("line       1000 inputs     30 s   9 branches\n0 faults\n", "")
    told = fuzzed("line         50 inputs     30 s   9 branches\n0 faults\n", before)
    assert "| `line` | 1,050 | 60 |" in told.splitlines()


def test_fuzzing_tells_of_all_targets_together() -> None:
    output = "line  1000000 inputs  30 s   \nframe   500000 inputs  30 s  \n0 faults\n"
    assert fuzzed(output, "").endswith("Together 1.5 million inputs in 1 minutes.")
