"""Pins that switches are at, and what they wake."""

import pytest

from simulator.inputs import PULL_UP, Inputs, Wake
from simulator.soc import ESP32, ESP32_C3, ESP32_C6, Soc
from simulator.standins import _ops

PIN, OTHER = 4, 13


@pytest.fixture
def woken() -> list[Wake]:
    """Return what woke the board."""
    return []


def wired(woken: list[Wake], soc: Soc, *pins: int) -> Inputs:
    """Return open switches at a chip's pins, pulled up."""
    made = Inputs(woken.append, soc)
    for pin in pins:
        made.levels[pin] = None
        made.pull(pin, PULL_UP)
    return made


@pytest.fixture
def inputs(woken: list[Wake]) -> Inputs:
    """Return two open switches of an ESP32, pulled up."""
    return wired(woken, ESP32, PIN, OTHER)


def test_an_open_switch_leaves_a_pin_to_its_pull(inputs: Inputs) -> None:
    assert inputs.level(PIN) == 1


def test_a_closed_switch_is_stronger_than_the_pull(inputs: Inputs) -> None:
    inputs.switch(PIN, 0)
    assert inputs.level(PIN) == 0


def test_a_reset_takes_the_pulls_away(inputs: Inputs) -> None:
    inputs.forget()
    assert inputs.level(PIN) == 0


def test_ext0_wakes_at_its_level_and_names_no_pin(inputs: Inputs, woken: list[Wake]) -> None:
    inputs.arm(_ops.EXT0, 0, (PIN,))
    inputs.switch(PIN, 0)
    assert woken == [Wake(_ops.EXT0)]


def test_another_level_wakes_nothing(inputs: Inputs, woken: list[Wake]) -> None:
    inputs.arm(_ops.EXT0, 0, (PIN,))
    inputs.switch(PIN, 1)
    assert woken == []


def test_ext1_low_waits_for_all_of_its_pins(inputs: Inputs, woken: list[Wake]) -> None:
    inputs.switch(OTHER, 1)
    inputs.arm(_ops.EXT1, 0, (PIN, OTHER))
    inputs.switch(PIN, 0)
    assert woken == []
    inputs.switch(OTHER, 0)
    assert woken == [Wake(_ops.EXT1, (PIN, OTHER))]


def test_ext1_high_waits_for_any_and_names_it(inputs: Inputs, woken: list[Wake]) -> None:
    inputs.switch(PIN, 0)
    inputs.switch(OTHER, 0)
    inputs.arm(_ops.EXT1, 1, (PIN, OTHER))
    inputs.switch(OTHER, 1)
    assert woken == [Wake(_ops.EXT1, (OTHER,))]


def test_a_pin_that_is_at_its_level_already_wakes_at_once(
    inputs: Inputs, woken: list[Wake]
) -> None:
    inputs.switch(PIN, 0)
    inputs.arm(_ops.EXT0, 0, (PIN,))
    inputs.look()
    assert woken == [Wake(_ops.EXT0)]


def test_ext1_of_a_newer_chip_waits_for_any_of_its_pins_to_be_low(woken: list[Wake]) -> None:
    inputs = wired(woken, ESP32_C6, 4, 5)
    inputs.arm(_ops.EXT1, 0, (4, 5))
    inputs.switch(4, 0)
    assert woken == [Wake(_ops.EXT1, (4,))]


def test_an_esp32_asleep_without_ext0_has_no_pull_ups(inputs: Inputs, woken: list[Wake]) -> None:
    inputs.arm(_ops.EXT1, 0, (PIN,))
    inputs.look()
    assert woken == [Wake(_ops.EXT1, (PIN,))]


def test_gpio_pulls_its_pins_away_from_their_level(woken: list[Wake]) -> None:
    inputs = wired(woken, ESP32_C3, 4)
    inputs.switch(4, 0)
    inputs.arm(_ops.GPIO, 1, (4,))
    inputs.switch(4, None)
    assert woken == []
    inputs.switch(4, 1)
    assert woken == [Wake(_ops.GPIO, (4,))]


def test_a_pin_that_can_wake_nothing_is_refused(woken: list[Wake]) -> None:
    with pytest.raises(ValueError, match="invalid pin"):
        wired(woken, ESP32_C3).arm(_ops.GPIO, 1, (6,))
