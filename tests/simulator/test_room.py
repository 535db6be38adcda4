"""Rooms and batteries."""

from itertools import pairwise

import pytest

from simulator.battery import Battery
from simulator.charge import Draw, Meter
from simulator.room import DAY, HOUR, NAMES, Room

TIMES = [minute * 60.0 for minute in range(24 * 60)]


@pytest.mark.parametrize("name", NAMES)
def test_a_room_is_one_that_people_live_in(name: str) -> None:
    climates = [Room(name).at(second) for second in TIMES]
    assert all(15 < climate.temperature < 28 for climate in climates)


@pytest.mark.parametrize("name", NAMES)
def test_humidity_stays_within_what_a_room_has(name: str) -> None:
    climates = [Room(name).at(second) for second in TIMES]
    assert all(25 < climate.humidity < 95 for climate in climates)


@pytest.mark.parametrize("name", NAMES)
def test_no_value_jumps(name: str) -> None:
    temperatures = [Room(name).at(second).temperature for second in TIMES]
    pairs = pairwise(temperatures)
    assert max(abs(after - before) for before, after in pairs) < 0.3


def test_noon_is_brighter_than_midnight() -> None:
    room = Room("Office")
    assert room.at(12 * HOUR).illuminance > room.at(0).illuminance + 50


def test_light_is_never_negative() -> None:
    assert all(Room(name).at(second).illuminance >= 0 for name in NAMES for second in TIMES)


def test_the_house_shares_its_pressure() -> None:
    assert Room("Kitchen").at(5000).pressure == Room("Office").at(5000).pressure


def test_a_seed_repeats_a_room() -> None:
    assert Room("Hall", 3).at(5000) == Room("Hall", 3).at(5000)


def test_another_seed_is_another_room() -> None:
    assert Room("Hall", 3).at(5000) != Room("Hall", 4).at(5000)


def test_a_wake_costs_its_boot_its_time_and_its_radio() -> None:
    meter = Meter(Draw(awake_ma=30, radio_ma=100, boot_mc=20))
    meter.boot(0.0)
    meter.radio(True, 0.2)
    meter.halt(0.3)
    assert meter.spent_mc == pytest.approx(20 + 30 * 0.2 + 100 * 0.1)


def test_a_slow_clock_draws_less_until_the_next_boot() -> None:
    meter = Meter(Draw(awake_ma=35.5, boot_mc=0))
    meter.boot(0.0)
    meter.clock(80, 1.0)
    meter.halt(2.0)
    meter.boot(3.0)
    meter.halt(4.0)
    assert meter.spent_mc == pytest.approx(35.5 + 25.5 + 35.5)


def test_a_day_asleep_costs_a_coulomb() -> None:
    meter = Meter(Draw(sleep_ua=12))
    meter.sleep(DAY)
    assert meter.spent_mc == pytest.approx(1036.8)


def test_a_battery_empties() -> None:
    meter = Meter(Draw(sleep_ua=1000))
    battery = Battery(meter, capacity_mah=100, left=1.0)
    meter.sleep(50 * HOUR)
    assert battery.left == pytest.approx(0.5, abs=0.003)  # a little goes by itself


def test_an_emptier_battery_has_less_voltage() -> None:
    volts = [Battery(Meter(), left=left / 100).volts() for left in range(101)]
    assert volts == sorted(volts)


def test_a_new_battery_is_full() -> None:
    meter = Meter(Draw(sleep_ua=1000))
    battery = Battery(meter, capacity_mah=100)
    meter.sleep(90 * HOUR)
    battery.replace()
    assert battery.volts() == pytest.approx(4.2)
