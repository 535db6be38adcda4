"""The gas sensor: it runs in, burns in, and keeps its baseline over power cuts."""

import pytest

from custom_components.domotik.protocol import wire
from simulator.chips.ccs811 import Ccs811
from simulator.i2c import Failure
from tests.firmware.desk import Desk

pytestmark = pytest.mark.usefixtures("socket_enabled")

BUS = {"scl": 26, "sda": 25}
BME280 = {"chip": "bme280", **BUS, "address": 0x76}
NEW_CCS811 = {"chip": "ccs811", **BUS, "address": 0x5A}
CCS811 = {**NEW_CCS811, "burnt_in": True}
WARM = "import sensors.ccs811 as chip; chip.RUN_IN_S = 0"
HOURS = """
import sensors.ccs811 as chip
chip.HOUR_S = 0
"""
KEPT = "ccs811-26-90"


async def test_a_gas_sensor_says_nothing_while_it_warms_up(desk: Desk) -> None:
    """Twenty minutes are no fault."""
    desk.solder(CCS811)
    assert await desk.looks(CCS811, looks=2, pause=1100) == [([], 0), ([], 0)]


async def test_a_warm_gas_sensor_is_read(desk: Desk) -> None:
    """A second after its start it has measured."""
    desk.solder(CCS811)
    looks = await desk.looks(CCS811, looks=2, pause=1100, before=WARM)
    assert looks[1] == ([(wire.CO2, 812), (wire.TVOC_PPB, 95)], 0)


async def test_a_gas_sensor_that_has_not_measured_is_a_fault(desk: Desk) -> None:
    """Its zero is no reading."""
    desk.solder(CCS811)
    assert (await desk.looks(CCS811, before=WARM)) == [([], 1)]
    assert desk.said == ["sensor 1 (ccs811): CCS811 has not measured"]


async def test_a_gas_sensor_that_reports_an_error_is_a_fault(desk: Desk) -> None:
    """The number of its error is on the console."""
    [chip] = desk.solder(CCS811)
    assert chip
    chip.failure = Failure.ERROR
    assert (await desk.looks(CCS811, before=WARM)) == [([], 1)]
    assert desk.said == ["sensor 1 (ccs811): CCS811 has error 0x20"]


async def test_a_gas_sensor_knows_the_air_around_the_node(desk: Desk) -> None:
    """It compensates for what the other chips have measured in the look before."""
    [chip, _] = desk.solder(CCS811, BME280)
    await desk.looks(CCS811, BME280, looks=2)
    assert isinstance(chip, Ccs811)
    assert (chip.celsius, chip.percent) == pytest.approx((21.37, 48.25), abs=0.01)


async def test_a_new_gas_sensor_says_nothing_until_it_is_burnt_in(desk: Desk) -> None:
    """However long it has run in; that is no fault."""
    desk.solder(NEW_CCS811)
    desk.board.nvs.write("domotik", KEPT, b"\x2f\0\0\0")
    looks = await desk.looks(NEW_CCS811, looks=2, pause=1100, before=WARM)
    assert looks == [([], 0), ([], 0)]


async def test_a_gas_sensor_that_burns_in_shows_its_faults(desk: Desk) -> None:
    """Two days are long."""
    [chip] = desk.solder(NEW_CCS811)
    assert chip
    chip.failure = Failure.ERROR
    assert (await desk.looks(NEW_CCS811)) == [([], 1)]


@pytest.mark.parametrize(("before", "after"), [(None, 1), (7, 8), (47, 48)])
async def test_hours_of_burn_in_outlast_a_power_cut(
    desk: Desk, before: int | None, after: int
) -> None:
    """Each is counted in flash."""
    desk.solder(NEW_CCS811)
    if before is not None:
        desk.board.nvs.write("domotik", KEPT, before.to_bytes(2, "little") + b"\0\0")
    await desk.looks(NEW_CCS811, before=HOURS)
    assert desk.board.nvs.blob("domotik", KEPT) == after.to_bytes(2, "little") + b"\0\0"


async def test_a_burnt_in_gas_sensor_keeps_its_baseline_once_a_day(desk: Desk) -> None:
    """With the twenty-fourth hour, and begins to count anew."""
    desk.solder(CCS811)
    desk.board.nvs.write("domotik", KEPT, b"\x30\0\0\0")
    await desk.looks(CCS811, looks=23, before=HOURS)
    assert desk.board.nvs.blob("domotik", KEPT) == b"\x30\0\0\0"


async def test_a_gas_sensors_baseline_is_what_the_chip_says(desk: Desk) -> None:
    """A day later it is in flash."""
    desk.solder(CCS811)
    await desk.looks(CCS811, looks=24, before=HOURS)
    assert desk.board.nvs.blob("domotik", KEPT) == b"\x30\0\x12\x34"


async def test_a_gas_sensor_gets_its_baseline_back_after_a_power_cut(desk: Desk) -> None:
    """What was kept is written when it has run in again."""
    [chip] = desk.solder(CCS811)
    desk.board.nvs.write("domotik", KEPT, b"\x30\0\xab\xcd")
    await desk.looks(CCS811, looks=1, before=WARM)
    assert isinstance(chip, Ccs811)
    assert chip.baseline == b"\xab\xcd"


async def test_a_gas_sensor_without_a_kept_baseline_goes_by_its_own(desk: Desk) -> None:
    """Nothing is written to it."""
    [chip] = desk.solder(CCS811)
    desk.board.nvs.write("domotik", KEPT, b"\x07\0\0\0")
    await desk.looks(CCS811, looks=1, before=WARM)
    assert isinstance(chip, Ccs811)
    assert chip.baseline == b"\x12\x34"
