"""The model of an AHT20."""

import pytest

from simulator.chips.aht20 import Aht20, crc
from simulator.chips.bme280 import Air
from simulator.faults import DriverError

from .bench import Seconds

MEASURE = b"\xac\x33\x00"
# Half of 20 bits, and 70 of 200 degrees.
HALF, WARM = 1 << 19, round(0.35 * (1 << 20))
NUMBERS = (HALF << 20 | WARM).to_bytes(5)


@pytest.fixture
def clock() -> Seconds:
    """Return a clock that stands still."""
    return Seconds()


@pytest.fixture
def chip(clock: Seconds) -> Aht20:
    """Return a chip in a room."""
    return Aht20(lambda: Air(20.0, 50.0, 100_000), now=clock)


def test_its_checksum_is_the_one_of_sensirions_data_sheets() -> None:
    assert crc(b"\xbe\xef") == 0x92


def test_it_is_busy_until_it_has_measured(chip: Aht20, clock: Seconds) -> None:
    chip.write(MEASURE)
    clock.now = 0.0799
    assert chip.read(1) == b"\x98"


def test_it_tells_humidity_then_temperature(chip: Aht20, clock: Seconds) -> None:
    chip.write(MEASURE)
    clock.now = 0.08
    assert chip.read(6) == b"\x18" + NUMBERS


def test_its_answer_ends_with_a_checksum_of_all(chip: Aht20, clock: Seconds) -> None:
    chip.write(MEASURE)
    clock.now = 0.08
    answer = chip.read(7)
    assert answer[6] == crc(answer[:6])


def test_a_reset_forgets_the_measurement(chip: Aht20, clock: Seconds) -> None:
    chip.write(MEASURE)
    chip.write(b"\xba")
    clock.now = 1.0
    assert chip.read(6) == b"\x18" + bytes(5)


def test_an_unknown_command_is_not_acknowledged(chip: Aht20) -> None:
    with pytest.raises(DriverError):
        chip.write(b"\x42")
