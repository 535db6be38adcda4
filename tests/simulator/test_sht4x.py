"""The model of an SHT4x."""

import pytest

from simulator.chips.bme280 import Air
from simulator.chips.sht4x import Sht4x, word
from simulator.faults import DriverError

from .bench import Seconds


@pytest.fixture
def clock() -> Seconds:
    """Return a clock that stands still."""
    return Seconds()


@pytest.fixture
def chip(clock: Seconds) -> Sht4x:
    """Return a chip in a room."""
    return Sht4x(lambda: Air(20.0, 50.0, 100_000), now=clock)


def test_a_word_has_the_data_sheets_checksum() -> None:
    assert word(0xBEEF) == b"\xbe\xef\x92"


@pytest.mark.parametrize(("command", "seconds"), [(0xFD, 0.0083), (0xF6, 0.0045), (0xE0, 0.0016)])
def test_it_answers_when_it_has_measured(
    chip: Sht4x, clock: Seconds, command: int, seconds: float
) -> None:
    chip.write(bytes((command,)))
    clock.now = seconds - 0.0001
    with pytest.raises(DriverError):
        chip.read(6)
    clock.now = seconds
    assert chip.read(6) == word(round(65 / 175 * 65535)) + word(round(56 / 125 * 65535))


def test_it_tells_a_measurement_once(chip: Sht4x, clock: Seconds) -> None:
    chip.write(b"\xfd")
    clock.now = 1.0
    chip.read(6)
    with pytest.raises(DriverError):
        chip.read(6)


def test_a_reset_forgets_the_measurement(chip: Sht4x, clock: Seconds) -> None:
    chip.write(b"\xfd")
    chip.write(b"\x94")
    clock.now = 1.0
    with pytest.raises(DriverError):
        chip.read(6)


def test_an_unknown_command_is_not_acknowledged(chip: Sht4x) -> None:
    with pytest.raises(DriverError):
        chip.write(b"\x42")
