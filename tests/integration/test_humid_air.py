"""What temperature and humidity say of air, against tables and another implementation."""

import psychrolib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.domotik.humid_air import absolute_humidity, dew_point

GAS_CONSTANT = 461.5


# Saturated water vapour over water, CRC Handbook of Chemistry and Physics: °C, g/m³.
@pytest.mark.parametrize(
    ("temperature", "density"),
    [(-10, 2.36), (0, 4.85), (10, 9.40), (20, 17.3), (30, 30.4), (40, 51.1)],
)
def test_saturated_air_holds_what_the_table_says(temperature: float, density: float) -> None:
    assert absolute_humidity(temperature, 100) == pytest.approx(density, rel=0.005)


@pytest.mark.parametrize("temperature", [-40.0, -0.1, 0.0, 21.5, 60.0])
def test_saturated_air_is_at_its_dew_point(temperature: float) -> None:
    assert dew_point(temperature, 100) == pytest.approx(temperature)


def test_dry_air_has_no_dew_point() -> None:
    assert dew_point(20, 0) is None


def test_dry_air_holds_no_water() -> None:
    assert absolute_humidity(20, 0) == 0


# Above freezing, where the other implementation too means dew and not frost.
@given(st.floats(1, 60), st.floats(1, 100))
def test_another_implementation_agrees(temperature: float, humidity: float) -> None:
    psychrolib.SetUnitSystem(psychrolib.SI)
    pressure = psychrolib.GetVapPresFromRelHum(temperature, humidity / 100)
    density = 1000 * pressure / GAS_CONSTANT / (temperature + 273.15)
    assert absolute_humidity(temperature, humidity) == pytest.approx(density, rel=0.006)
    theirs = psychrolib.GetTDewPointFromRelHum(temperature, humidity / 100)
    ours = dew_point(temperature, humidity)
    assert theirs < 0 or ours == pytest.approx(theirs, abs=0.1)


@given(st.floats(-45, 60), st.floats(0.1, 99), st.floats(0.1, 1))
def test_moister_air_has_a_higher_dew_point(
    temperature: float, humidity: float, more: float
) -> None:
    drier, moister = dew_point(temperature, humidity), dew_point(temperature, humidity + more)
    assert drier is not None
    assert moister is not None
    assert drier < moister <= temperature + 1e-6


@given(st.integers(-32768, 32767), st.integers(0, 65535))
def test_whatever_a_node_reports_can_be_calculated_with(steps: int, share: int) -> None:
    temperature, humidity = steps / 100, share / 100
    assert (dew_point(temperature, humidity) or 0) < 1e6
    assert (absolute_humidity(temperature, humidity) or 0) >= 0
