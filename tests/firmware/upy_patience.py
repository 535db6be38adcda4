"""How rarely a node tries what fails."""

from patience import MISSES_BEFORE, patience

MINUTE = 60


def test_the_first_failures_cost_no_patience():
    assert [patience(misses, MINUTE) for misses in range(MISSES_BEFORE + 1)] == [1] * (
        MISSES_BEFORE + 1
    )


def test_each_further_one_doubles_it():
    waits = [patience(MISSES_BEFORE + more, MINUTE) for more in range(1, 6)]
    assert waits == [2, 4, 8, 16, 32]


def test_it_tries_once_an_hour_at_least():
    assert patience(1000, MINUTE) == 60
    assert patience(1000, 900) == 4
