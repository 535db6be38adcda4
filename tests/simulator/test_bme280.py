"""The BME280's registers, against the integer compensation of BST-BME280-DS002, 4.2.3."""

import struct

import pytest

from simulator.chips.bme280 import Air, Bme280
from simulator.i2c import Bus, Failure

from .bench import Seconds

AIR = Air(celsius=21.37, percent=48.25, pascal=100843.0)
FORCED_X1 = b"\xf2\x01\xf4\x25"
FORCED_X16 = b"\xf2\x05\xf4\xb5"
CONVERSION_SECONDS = 0.2


class Sheet:
    """The data sheet's compensation, written down from it and not from the chip's model."""

    def __init__(self, chip: Bme280) -> None:
        """Read the calibration as a driver does."""
        low, high = registers(chip, 0x88, 26), registers(chip, 0xE1, 7)
        self.t1, self.t2, self.t3 = map(int, struct.unpack_from("<Hhh", low))
        self.p = tuple(map(int, struct.unpack_from("<Hhhhhhhhh", low, 6)))
        self.h1 = low[25]
        self.h2, self.h3 = map(int, struct.unpack_from("<hB", high))
        self.h4 = int.from_bytes(high[3:4], signed=True) * 16 + (high[4] & 0x0F)
        self.h5 = int.from_bytes(high[5:6], signed=True) * 16 + (high[4] >> 4)
        self.h6 = int.from_bytes(high[6:7], signed=True)
        self.fine = 0

    def celsius(self, adc: int) -> float:
        """BME280_compensate_T_int32."""
        var1 = ((adc >> 3) - (self.t1 << 1)) * self.t2 >> 11
        var2 = ((((adc >> 4) - self.t1) * ((adc >> 4) - self.t1)) >> 12) * self.t3 >> 14
        self.fine = var1 + var2
        return ((self.fine * 5 + 128) >> 8) / 100

    def pascal(self, adc: int) -> float:
        """BME280_compensate_P_int64."""
        p1, p2, p3, p4, p5, p6, p7, p8, p9 = self.p
        var1 = self.fine - 128000
        var2 = var1 * var1 * p6
        var2 = var2 + ((var1 * p5) << 17)
        var2 = var2 + (p4 << 35)
        var1 = ((var1 * var1 * p3) >> 8) + ((var1 * p2) << 12)
        var1 = (((1 << 47) + var1) * p1) >> 33
        p = 1048576 - adc
        p = (((p << 31) - var2) * 3125) // var1
        var1 = (p9 * (p >> 13) * (p >> 13)) >> 25
        var2 = (p8 * p) >> 19
        return (((p + var1 + var2) >> 8) + (p7 << 4)) / 256

    def percent(self, adc: int) -> float:
        """bme280_compensate_H_int32."""
        x = self.fine - 76800
        a = ((adc << 14) - (self.h4 << 20) - (self.h5 * x) + 16384) >> 15
        b = (((x * self.h6) >> 10) * (((x * self.h3) >> 11) + 32768)) >> 10
        x = a * (((b + 2097152) * self.h2 + 8192) >> 14)
        x = x - (((((x >> 15) * (x >> 15)) >> 7) * self.h1) >> 4)
        return (min(max(x, 0), 419430400) >> 12) / 1024


def registers(chip: Bme280, first: int, count: int) -> bytes:
    """Read registers as a driver does."""
    chip.write(bytes((first,)))
    return chip.read(count)


def convert(air: Air, command: bytes = FORCED_X16) -> tuple[float, float, float]:
    """Let a chip measure; return celsius, pascal and percent by the data sheet."""
    seconds = Seconds()
    chip = Bme280(lambda: air, now=seconds)
    chip.write(command)
    seconds.now = CONVERSION_SECONDS
    sheet = Sheet(chip)
    raw = registers(chip, 0xF7, 8)
    celsius = sheet.celsius(int.from_bytes(raw[3:6]) >> 4)
    pascal = sheet.pascal(int.from_bytes(raw[0:3]) >> 4)
    return celsius, pascal, sheet.percent(int.from_bytes(raw[6:8]))


@pytest.mark.parametrize("celsius", [-39.5, -10.0, -0.01, 0.0, 19.99, 21.37, 45.5, 84.9])
def test_temperature_comes_back(celsius: float) -> None:
    assert convert(Air(celsius, 50, 100000))[0] == pytest.approx(celsius, abs=0.0101)


@pytest.mark.parametrize("pascal", [30100, 85000, 100000, 101325, 109900])
@pytest.mark.parametrize("celsius", [-20.0, 21.37, 60.0])
def test_pressure_comes_back(pascal: float, celsius: float) -> None:
    assert convert(Air(celsius, 50, pascal))[1] == pytest.approx(pascal, abs=0.5)


@pytest.mark.parametrize("percent", [5.0, 33.3, 48.25, 75.0, 99.0])
@pytest.mark.parametrize("celsius", [-20.0, 21.37, 60.0])
def test_humidity_comes_back(percent: float, celsius: float) -> None:
    assert convert(Air(celsius, percent, 100000))[2] == pytest.approx(percent, abs=0.02)


@pytest.mark.parametrize(
    ("place", "wanted", "step"), [(0, 21.37, 0.01), (1, 100843.0, 3), (2, 48.25, 0.02)]
)
def test_without_oversampling_it_is_coarser(place: int, wanted: float, step: float) -> None:
    assert convert(AIR, FORCED_X1)[place] == pytest.approx(wanted, abs=step)


def test_the_chip_names_itself() -> None:
    assert registers(Bme280(lambda: AIR), 0xD0, 1) == b"\x60"


def test_before_a_conversion_it_reads_reset_values() -> None:
    assert registers(Bme280(lambda: AIR), 0xF7, 8).hex() == "8000008000008000"


def test_during_a_conversion_it_says_so() -> None:
    chip = Bme280(lambda: AIR, now=lambda: 0.0)
    chip.write(FORCED_X1)
    assert registers(chip, 0xF3, 1)[0] & 0x08


def test_during_a_conversion_it_shows_the_values_before() -> None:
    chip = Bme280(lambda: AIR, now=lambda: 0.0)
    chip.write(FORCED_X1)
    assert registers(chip, 0xF7, 3).hex() == "800000"


def test_a_conversion_without_oversampling_takes_nine_milliseconds() -> None:
    seconds = Seconds()
    chip = Bme280(lambda: AIR, now=seconds)
    chip.write(FORCED_X1)
    seconds.now = 0.0094
    assert registers(chip, 0xF3, 1) == b"\x00"


def test_forced_mode_ends_in_sleep() -> None:
    seconds = Seconds()
    chip = Bme280(lambda: AIR, now=seconds)
    chip.write(FORCED_X1)
    seconds.now = CONVERSION_SECONDS
    assert registers(chip, 0xF4, 1)[0] & 3 == 0


def test_humidity_control_acts_with_the_next_measurement_control() -> None:
    seconds = Seconds()
    chip = Bme280(lambda: AIR, now=seconds)
    chip.write(b"\xf4\x25\xf2\x01")
    seconds.now = CONVERSION_SECONDS
    assert registers(chip, 0xFD, 2).hex() == "8000"


def test_a_reset_word_clears_the_readings() -> None:
    seconds = Seconds()
    chip = Bme280(lambda: AIR, now=seconds)
    chip.write(FORCED_X1)
    seconds.now = CONVERSION_SECONDS
    chip.write(b"\xe0\xb6")
    assert registers(chip, 0xF7, 3).hex() == "800000"


@pytest.mark.parametrize(
    ("failure", "register", "wanted"),
    [
        (Failure.NEVER_READY, 0xF3, b"\x08"),
        (Failure.RESET_VALUE, 0xFA, b"\x80"),
        (Failure.ZEROS, 0xD0, b"\x00"),
        (Failure.ONES, 0xD0, b"\xff"),
    ],
)
def test_a_failure_shows_in_a_register(failure: Failure, register: int, wanted: bytes) -> None:
    seconds = Seconds()
    chip = Bme280(lambda: AIR, now=seconds)
    chip.failure = failure
    bus = Bus({0x76: chip})
    bus.write(0x76, FORCED_X1)
    seconds.now = CONVERSION_SECONDS
    bus.write(0x76, bytes((register,)))
    assert bus.read(0x76, 1) == wanted


def test_it_remembers_the_truth_of_its_conversion() -> None:
    chip = Bme280(lambda: AIR)
    chip.write(FORCED_X1)
    assert chip.measured == AIR
