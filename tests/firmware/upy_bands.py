"""Dead bands: what is worth a report before the heartbeat."""

import wire
from bands import moved, steps

BANDS = steps({})


def sample(*objects):
    return wire.pack_sample(0, 0, list(objects))


def test_a_value_within_its_band_has_not_moved():
    assert not moved(sample((wire.TEMPERATURE, 2000)), [(wire.TEMPERATURE, 2009)], BANDS)


def test_a_value_at_its_band_has_moved():
    assert moved(sample((wire.TEMPERATURE, 2000)), [(wire.TEMPERATURE, 2010)], BANDS)


def test_bands_hold_across_zero():
    assert not moved(sample((wire.TEMPERATURE, -4)), [(wire.TEMPERATURE, 4)], BANDS)
    assert moved(sample((wire.TEMPERATURE, -6)), [(wire.TEMPERATURE, 4)], BANDS)


def test_a_sensor_that_comes_back_is_worth_a_report():
    assert moved(sample(), [(wire.TEMPERATURE, 2000)], BANDS)


def test_a_sensor_that_goes_is_worth_a_report():
    assert moved(sample((wire.TEMPERATURE, 2000)), [], BANDS)


def test_the_nodes_own_figures_are_not_worth_a_report():
    assert not moved(sample((wire.AWAKE, 1)), [(wire.AWAKE, 900)], BANDS)


def test_bright_light_may_move_by_an_eighth():
    before = sample((wire.ILLUMINANCE, 80_000))
    assert not moved(before, [(wire.ILLUMINANCE, 85_000)], BANDS)
    assert moved(before, [(wire.ILLUMINANCE, 92_000)], BANDS)


def test_the_second_of_two_sensors_counts_too():
    before = sample((wire.TEMPERATURE, 1000), (wire.TEMPERATURE, 2000))
    assert moved(before, [(wire.TEMPERATURE, 1000), (wire.TEMPERATURE, 2050)], BANDS)


def test_a_band_of_zero_reports_every_look():
    every = steps({"temperature": 0})
    assert moved(sample((wire.TEMPERATURE, 2000)), [(wire.TEMPERATURE, 2000)], every)


def test_settings_are_in_the_measurements_own_unit():
    assert steps({"temperature": 0.5})[wire.TEMPERATURE] == 50
    assert steps({"voltage": 0.1})[wire.VOLTAGE] == 100


def test_no_step_is_lost_between_the_unit_and_the_steps():
    assert [steps({"temperature": each / 100})[wire.TEMPERATURE] for each in range(100)] == list(
        range(100)
    )


def test_a_door_that_opens_is_worth_a_report():
    assert moved(sample((wire.DOOR, 0)), [(wire.DOOR, 1)], BANDS)
    assert not moved(sample((wire.DOOR, 1)), [(wire.DOOR, 1)], BANDS)


def test_two_sensors_are_compared_in_their_order():
    before = sample((wire.TEMPERATURE, 2000), (wire.TEMPERATURE, 1000))
    assert not moved(before, [(wire.TEMPERATURE, 2000), (wire.TEMPERATURE, 1000)], BANDS)
