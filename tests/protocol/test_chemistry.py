"""Discharge curves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.protocol.chemistry import BATTERIES, millivolts, percent

KINDS = st.sampled_from(sorted(BATTERIES))


@given(KINDS, st.floats(0, 100))
def test_share_and_voltage_are_each_others_inverse(kind: str, left: float) -> None:
    assert percent(kind, millivolts(kind, left)) == pytest.approx(left, abs=0.01)


@given(KINDS, st.floats(0, 20_000), st.floats(0, 20_000))
def test_more_voltage_is_never_less_charge(kind: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= percent(kind, low) <= percent(kind, high) <= 100


@pytest.mark.parametrize("kind", BATTERIES)
def test_curves_go_from_empty_to_full(kind: str) -> None:
    _, curve = BATTERIES[kind]
    assert (curve[0][0], curve[-1][0]) == (0, 100)
    assert list(curve) == sorted(curve)


def test_cells_in_series_add_up() -> None:
    assert millivolts("3xalkaline", 50) == pytest.approx(1.5 * millivolts("2xalkaline", 50))
