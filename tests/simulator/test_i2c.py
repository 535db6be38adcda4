"""I2C as a program meets it."""

import pytest

from simulator.chips.bh1750 import Bh1750
from simulator.chips.bme280 import Air, Bme280
from simulator.i2c import Bus, Failure

from .bench import Bench

OPEN = """
from machine import I2C, Pin, SoftI2C
bus = SoftI2C(scl=Pin(26), sda=Pin(25))
"""


def chips() -> Bus:
    """Return a bus with one chip of each kind."""
    return Bus({0x76: Bme280(lambda: Air(20, 50, 100000)), 0x23: Bh1750(lambda: 230)})


async def test_a_scan_finds_the_chips(bench: Bench) -> None:
    board = bench.board()
    board.buses[26, 25] = chips()
    assert await bench.run(OPEN + "print(bus.scan())", board) == "[35, 118]"


async def test_other_pins_find_nothing(bench: Bench) -> None:
    board = bench.board()
    board.buses[22, 21] = chips()
    assert await bench.run(OPEN + "print(bus.scan())", board) == "[]"


async def test_a_register_is_read(bench: Bench) -> None:
    board = bench.board()
    board.buses[26, 25] = chips()
    assert await bench.run(OPEN + "print(bus.readfrom_mem(0x76, 0xD0, 1))", board) == "b'`'"


async def test_a_register_is_read_into_a_buffer(bench: Bench) -> None:
    board = bench.board()
    board.buses[26, 25] = chips()
    script = OPEN + "got = bytearray(1); bus.readfrom_mem_into(0x76, 0xD0, got); print(got)"
    assert await bench.run(script, board) == "bytearray(b'`')"


async def test_a_command_is_written(bench: Bench) -> None:
    board = bench.board()
    board.buses[26, 25] = chips()
    script = (
        OPEN
        + """
import time
bus.writeto(0x23, b"\\x20")
time.sleep_ms(180)
print(bus.readfrom(0x23, 2))
"""
    )
    assert await bench.run(script, board) == "b'\\x01\\x14'"


async def test_an_absent_chip_raises_enodev(bench: Bench) -> None:
    board = bench.board()
    board.buses[26, 25] = chips()
    board.buses[26, 25].chips[0x76].failure = Failure.ABSENT
    script = (
        OPEN
        + """
try:
    bus.readfrom_mem(0x76, 0xD0, 1)
except OSError as error:
    print(error)
"""
    )
    assert await bench.run(script, board) == "[Errno 19] ENODEV"


async def test_a_stuck_bus_raises_etimedout(bench: Bench) -> None:
    board = bench.board()
    board.buses[26, 25] = chips()
    board.buses[26, 25].stuck = True
    script = (
        OPEN
        + """
try:
    bus.readfrom_mem(0x76, 0xD0, 1)
except OSError as error:
    print(error)
"""
    )
    assert await bench.run(script, board) == "[Errno 110] ETIMEDOUT"


@pytest.mark.parametrize(("volts", "wanted"), [(2.05, "2050000"), (3.3, "2450000")])
async def test_the_adc_reads_a_pin_up_to_its_range(
    bench: Bench, volts: float, wanted: str
) -> None:
    board = bench.board()
    board.volts[35] = lambda: volts
    script = "from machine import ADC, Pin; print(ADC(Pin(35), atten=ADC.ATTN_11DB).read_uv())"
    assert await bench.run(script, board) == wanted


async def test_a_pin_keeps_its_level(bench: Bench) -> None:
    script = "from machine import Pin; led = Pin(2, Pin.OUT); led.on(); print(led.value())"
    assert await bench.run(script) == "1"
