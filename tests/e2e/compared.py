"""What is in the database and in the statistics, compared with what the nodes have taken."""

from itertools import pairwise

import pytest

from tests.e2e.taken import Course, changes, mean, within

OFF_BY_SECONDS = 2.0
OFF_BY_SHARE = 0.01


def difference(truth: Course, written: Course, begin: float, end: float) -> str:
    """Return the first change of the truth between two instants that is not in its place."""
    expected = [each for each in changes(truth) if begin < each[0] < end]
    there = changes(written)
    if not (expected and there):
        return "" if there else "nothing is there"
    start = next((at for at, each in enumerate(there) if _same(expected[0], each, end)), None)
    if start is None:
        return f"{expected[0]} is missing at the start"
    for want, have in zip(expected, there[start:], strict=False):
        if not _same(want, have, end):
            return f"{want} is there as {have}"
    return "" if len(there) - start >= len(expected) else "changes are missing at the end"


def _same(want: tuple[float, float], have: tuple[float, float], end: float) -> bool:
    """Tell whether a change is there at its time."""
    slack = max(OFF_BY_SECONDS, OFF_BY_SHARE * (end - want[0]))
    return want[1] == pytest.approx(have[1]) and abs(want[0] - have[0]) <= slack


def wrong(truth: Course, written: Course, row: dict[str, float], end: float) -> str:
    """Return how a row of statistics differs from the truth, empty when it does not."""
    course = within(truth, written[0][0], end)
    steps = sum(abs(after[1] - before[1]) for before, after in pairwise(course))
    slack = OFF_BY_SECONDS * steps / (end - course[0][0]) + 0.005
    expected = mean(course, end)
    if abs(row["mean"] - expected) > slack:
        return f"mean {row['mean']}, not {expected} +- {slack}"
    sure = [value for moment, value in course if moment < end - OFF_BY_SECONDS]
    maybe = [
        value for _, value in within(truth, written[0][0] - OFF_BY_SECONDS, end + OFF_BY_SECONDS)
    ]
    low = min(maybe) - 1e-6 <= row["min"] <= min(sure) + 1e-6
    high = max(sure) - 1e-6 <= row["max"] <= max(maybe) + 1e-6
    return "" if low and high else f"{row}, not {min(sure)} to {max(sure)}"
