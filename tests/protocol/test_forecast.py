"""How long a battery lasts: told when there is enough to say, and near the truth then."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.forecast import ask
from custom_components.domotik.protocol.chemistry import BATTERIES, millivolts
from custom_components.domotik.protocol.forecast import DAY, SPANS_MAX, Forecast

HALF_A_DAY = DAY / 2
KIND = "li-ion"


def discharged(
    to: float, days: float = 40, kind: str = KIND, each: float = HALF_A_DAY
) -> Forecast:
    """Return the forecast of a battery that went evenly from full to a share."""
    forecast = Forecast()
    count = int(days * DAY / each)
    for place in range(count + 1):
        left = 100 - (100 - to) * place / count
        forecast.note(place * each, millivolts(kind, left) / 1000)
    return forecast


@pytest.mark.parametrize("kind", BATTERIES)
def test_four_of_five_are_within_a_quarter_once_thirty_percent_is_used(kind: str) -> None:
    asked = [each for seed in range(4) for each in ask(kind, seed, HALF_A_DAY)]
    later = [each.good for each in asked if each.used >= 30]
    assert sum(later) >= 0.8 * len(later)


@pytest.mark.parametrize("kind", BATTERIES)
def test_an_even_discharge_is_foreseen(kind: str) -> None:
    # 60 % in 40 days leaves 40 % for 26.7 days.
    assert discharged(40, kind=kind).days_left(kind) == pytest.approx(26.7, rel=0.12)


def test_a_new_battery_says_nothing() -> None:
    assert discharged(99, days=1, each=3600).days_left(KIND) is None


def test_a_battery_of_no_known_kind_says_nothing() -> None:
    forecast = discharged(40)
    assert (forecast.days_left(None), forecast.days_left("lead")) == (None, None)


def test_the_curve_of_another_chemistry_says_nothing() -> None:
    assert discharged(20).days_left("lifepo4") is None


def test_a_voltage_that_stays_says_nothing() -> None:
    forecast = Forecast()
    for hour in range(24 * 30):
        forecast.note(hour * 3600, 3.9)
    assert forecast.days_left(KIND) is None


def test_the_days_pass() -> None:
    forecast = discharged(40)
    before = forecast.days_left(KIND)
    forecast.note(40 * DAY + 1800, millivolts(KIND, 40) / 1000)
    after = forecast.days_left(KIND)
    assert before is not None
    assert after == pytest.approx(before - 1800 / DAY)


def test_another_battery_after_a_power_cut_begins_anew() -> None:
    forecast = discharged(60)
    forecast.power_cut()
    for place in range(4):
        forecast.note(41 * DAY + place * 900, 4.2)
    assert len(forecast.spans) == 1


def test_the_same_battery_after_a_power_cut_goes_on() -> None:
    forecast = discharged(60)
    forecast.power_cut()
    for place in range(4):
        forecast.note(40 * DAY + place * 900, millivolts(KIND, 60) / 1000)
    assert forecast.days_left(KIND) is not None


def test_a_battery_that_is_charged_in_place_begins_anew() -> None:
    forecast = discharged(30)
    for place in range(200):
        forecast.note(41 * DAY + place * 3600, 4.15)
    assert len(forecast.spans) < SPANS_MAX
    assert min(span.volts for span in forecast.spans) > 4


def test_a_reading_that_comes_late_finds_its_place() -> None:
    readings = [(place * 3600.0, 4.2 - place / 100) for place in range(20)]
    late = Forecast()
    for time, volts in [*readings[:5], *readings[6:], readings[5]]:
        late.note(time, volts)
    on_time = Forecast()
    for time, volts in readings:
        on_time.note(time, volts)
    assert late.spans == on_time.spans


def test_what_was_stored_comes_back() -> None:
    forecast = discharged(40)
    again = Forecast.from_list(json.loads(json.dumps(forecast.as_list())))
    assert again.days_left(KIND) == pytest.approx(forecast.days_left(KIND), rel=0.01)


@given(
    st.lists(
        st.tuples(
            st.floats(0, 4e9, allow_nan=False),
            st.floats(-1, 100, allow_nan=False),
            st.booleans(),
        ),
        max_size=120,
    )
)
def test_any_course_is_bounded_and_raises_nothing(course: list[tuple[float, float, bool]]) -> None:
    forecast = Forecast()
    for time, volts, cut in course:
        forecast.note(time, volts)
        if cut:
            forecast.power_cut()
    assert len(forecast.spans) <= SPANS_MAX
    days = forecast.days_left(KIND)
    assert days is None or days >= 0
