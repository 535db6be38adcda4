"""How a reading would have been shown."""

import pytest
from homeassistant.const import Platform
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.history.shown import Shown
from custom_components.domotik.protocol import wire
from custom_components.domotik.protocol.objects import OBJECTS, Kind

CO2 = 0x12
SENSOR = Shown("sensor.attic", Platform.SENSOR, {})
# The reset cause is shown in words.
NUMBERS = sorted(
    key for key, known in OBJECTS.items() if known.kind is Kind.SENSOR and key != wire.RESET_CAUSE
)


def text(key: int, value: float) -> str:
    """Return the state of a number."""
    state = SENSOR.state((key, 0), value, 0.0)
    assert state
    return state.state


@pytest.mark.parametrize(
    ("value", "shown"), [(21.5, "21.5"), (1250, "1250"), (0.1 + 0.2, "0.3"), (-1, "-1")]
)
def test_number_is_shown_as_it_is(value: float, shown: str) -> None:
    assert text(CO2, value) == shown


@given(st.sampled_from(NUMBERS), st.integers(-(2**31), 2**32) | st.floats(-1e9, 1e9))
def test_every_number_can_be_shown(key: int, value: float) -> None:
    assert float(text(key, value)) == pytest.approx(value)
