"""The BH1750's commands (data sheet 2014.01 rev. D)."""

import pytest

from simulator.chips.bh1750 import Bh1750

from .bench import Seconds


def measure(lux: float, *commands: int, seconds: float = 0.2) -> int:
    """Give commands, wait, and return the two bytes read as a number."""
    clock = Seconds()
    chip = Bh1750(lambda: lux, now=clock)
    for command in commands:
        chip.write(bytes((command,)))
    clock.now = seconds
    return int.from_bytes(chip.read(2))


@pytest.mark.parametrize("lux", [0, 1, 230, 12345, 54612])
def test_a_count_is_a_lux_divided_by_1_2(lux: int) -> None:
    assert measure(lux, 0x01, 0x20) / 1.2 == pytest.approx(lux, abs=0.5)


def test_mode_2_counts_half_a_lux() -> None:
    assert measure(100, 0x01, 0x21) == 240


def test_the_measurement_time_register_scales_the_count() -> None:
    # 138 = 0b100_01010, twice the default.
    assert measure(100, 0x01, 0x44, 0x6A, 0x20, seconds=0.5) == 240


def test_too_much_light_reads_as_the_largest_count() -> None:
    assert measure(100_000, 0x01, 0x20) == 0xFFFF


def test_before_the_measurement_ends_there_is_nothing() -> None:
    assert measure(230, 0x01, 0x20, seconds=0.1) == 0


def test_without_a_command_there_is_nothing() -> None:
    assert measure(230, 0x01) == 0


def test_a_reset_clears_the_count() -> None:
    clock = Seconds()
    chip = Bh1750(lambda: 230, now=clock)
    chip.write(b"\x20")
    clock.now = 0.2
    chip.read(2)
    chip.write(b"\x01")
    chip.write(b"\x07")
    assert chip.read(2) == b"\x00\x00"
