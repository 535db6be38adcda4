"""Drivers on chips at register level: right numbers, and none at all when a chip fails."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from custom_components.domotik.protocol import wire
from simulator.i2c import Failure
from tests.firmware.desk import CLIMATE, FOLDERS, Desk

pytestmark = pytest.mark.usefixtures("socket_enabled")

BUS = {"scl": 26, "sda": 25}
OTHER_BUS = {"scl": 22, "sda": 21}
BME280 = {"chip": "bme280", **BUS, "address": 0x76}
BMP280 = {"chip": "bmp280", **BUS, "address": 0x76}
BMP180 = {"chip": "bmp180", **BUS, "address": 0x77}
BH1750 = {"chip": "bh1750", **BUS, "address": 0x23}
CCS811 = {"chip": "ccs811", **BUS, "address": 0x5A}
DHT11 = {"chip": "dht11", "pin": 4}
DHT22 = {"chip": "dht22", "pin": 4}
SHT4X = {"chip": "sht4x", **BUS, "address": 0x44}
AHT20 = {"chip": "aht20", **BUS, "address": 0x38}
SOIL = {"chip": "soil", "pin": 34, "power": 27, "dry": 2400, "wet": 1100}


@pytest.mark.parametrize(
    ("wiring", "wanted"),
    [
        (BME280, {wire.TEMPERATURE: 2137, wire.HUMIDITY: 4825, wire.PRESSURE: 100843}),
        (BMP280, {wire.TEMPERATURE: 2137, wire.PRESSURE: 100843}),
        (BMP180, {wire.TEMPERATURE: 2137, wire.PRESSURE: 100843}),
        (BH1750, {wire.ILLUMINANCE: 23000}),
        (DHT11, {wire.TEMPERATURE: 2100, wire.HUMIDITY: 4800}),
        (DHT22, {wire.TEMPERATURE: 2140, wire.HUMIDITY: 4820}),
        (SHT4X, {wire.TEMPERATURE: 2137, wire.HUMIDITY: 4825}),
        (AHT20, {wire.TEMPERATURE: 2137, wire.HUMIDITY: 4825}),
        (SOIL, {wire.MOISTURE: 3750}),
    ],
    ids=lambda value: value.get("chip") if isinstance(value, dict) else None,
)
async def test_a_chip_is_read(
    desk: Desk, wiring: Mapping[str, Any], wanted: Mapping[int, int]
) -> None:
    """What the driver computes is what surrounds the chip."""
    objects, faults = await desk.look(wiring)
    assert faults == 0
    assert dict(objects) == {key: pytest.approx(value, abs=6) for key, value in wanted.items()}


@pytest.mark.parametrize(
    ("wiring", "failure", "sentence"),
    [
        (BME280, Failure.ABSENT, "[Errno 19] ENODEV"),
        (BME280, Failure.NEVER_READY, "BME280 is still measuring"),
        (BME280, Failure.RESET_VALUE, "BME280 has not measured"),
        (BME280, Failure.ZEROS, "another chip at this address, not a BME280"),
        (BMP280, Failure.ABSENT, "[Errno 19] ENODEV"),
        (BMP280, Failure.NEVER_READY, "BMP280 is still measuring"),
        (BMP280, Failure.RESET_VALUE, "BMP280 has not measured"),
        (BMP280, Failure.ONES, "another chip at this address, not a BMP280"),
        (BMP180, Failure.ABSENT, "[Errno 19] ENODEV"),
        (BMP180, Failure.NEVER_READY, "BMP180 is still measuring"),
        (BMP180, Failure.ZEROS, "no BMP180 at this address"),
        (BH1750, Failure.ABSENT, "[Errno 19] ENODEV"),
        (CCS811, Failure.ABSENT, "[Errno 19] ENODEV"),
        (CCS811, Failure.RESET_VALUE, "CCS811 has no program"),
        (CCS811, Failure.ZEROS, "no CCS811 at this address"),
        (DHT11, Failure.ABSENT, "[Errno 110] ETIMEDOUT"),
        (DHT11, Failure.CHECKSUM, "the answer does not match its checksum"),
        (DHT11, Failure.ZEROS, "no plausible answer"),
        (DHT22, Failure.ABSENT, "[Errno 110] ETIMEDOUT"),
        (DHT22, Failure.CHECKSUM, "the answer does not match its checksum"),
        (DHT22, Failure.ZEROS, "no plausible answer"),
        (SHT4X, Failure.ABSENT, "[Errno 19] ENODEV"),
        (SHT4X, Failure.NEVER_READY, "[Errno 19] ENODEV"),
        (SHT4X, Failure.CHECKSUM, "the answer does not match its checksum"),
        (SHT4X, Failure.ZEROS, "the answer does not match its checksum"),
        (SHT4X, Failure.ONES, "the answer does not match its checksum"),
        (AHT20, Failure.ABSENT, "[Errno 19] ENODEV"),
        (AHT20, Failure.NEVER_READY, "AHT20 is still measuring"),
        (AHT20, Failure.CHECKSUM, "the answer does not match its checksum"),
        (AHT20, Failure.ZEROS, "the answer does not match its checksum"),
        (AHT20, Failure.ONES, "the answer does not match its checksum"),
        (SOIL, Failure.ABSENT, "no probe on this pin"),
    ],
    ids=lambda value: value.get("chip") if isinstance(value, dict) else None,
)
async def test_a_chip_that_fails_gives_no_number(
    desk: Desk, wiring: Mapping[str, Any], failure: Failure, sentence: str
) -> None:
    """A failure is a fault and a sentence on the console, never a value."""
    assert await desk.look(wiring, failure=failure) == ([], 1)
    assert desk.said == [f"sensor 1 ({wiring['chip']}): {sentence}"]


@pytest.mark.parametrize("wiring", [BME280, BMP280, BMP180, BH1750, CCS811, SHT4X, AHT20])
async def test_a_stuck_bus_gives_no_number(desk: Desk, wiring: Mapping[str, Any]) -> None:
    """A wire that is held low is a fault of every chip on it."""
    desk.solder(wiring)
    desk.board.buses[26, 25].stuck = True
    assert await desk.looks(wiring) == [([], 1)]


async def test_a_bmp280_sold_as_a_bme280_is_told(desk: Desk) -> None:
    """The sentence names what is there."""
    desk.solder(BMP280)
    await desk.looks(BME280)
    assert desk.said == ["sensor 1 (bme280): BMP280 at this address, not a BME280"]


@pytest.mark.parametrize("celsius", [-12.5, -0.1])
@pytest.mark.parametrize("wiring", [DHT22, SHT4X, AHT20])
async def test_frost_has_a_sign(desk: Desk, wiring: Mapping[str, Any], celsius: float) -> None:
    """A DHT22 tells sign and size."""
    desk.climate = replace(CLIMATE, temperature=celsius)
    objects, _ = await desk.look(wiring)
    assert dict(objects)[wire.TEMPERATURE] == pytest.approx(celsius * 100, abs=1)


@pytest.mark.parametrize(("percent", "wanted"), [(-3.0, 0), (103.0, 10000)])
async def test_air_is_no_drier_than_dry(desk: Desk, percent: float, wanted: int) -> None:
    """An SHT4x can say so."""
    desk.climate = replace(CLIMATE, humidity=percent)
    objects, _ = await desk.look(SHT4X)
    assert dict(objects)[wire.HUMIDITY] == wanted


async def test_the_checksum_of_the_sht4xs_data_sheet_comes_out(desk: Desk) -> None:
    """0x92 for 0xBEEF."""
    script = "from answering import checksum\nprint(checksum(b'\\xbe\\xef'))"
    assert await desk.bench.run(script, desk.board, tuple(FOLDERS)) == str(0x92)


@pytest.mark.parametrize(("moisture", "wanted"), [(-10, 0), (0, 0), (100, 10000), (110, 10000)])
async def test_soil_beyond_its_two_points_is_at_its_end(
    desk: Desk, moisture: float, wanted: int
) -> None:
    """A probe can be drier than dry; a moisture can't."""
    desk.climate = replace(CLIMATE, moisture=moisture)
    assert await desk.look(SOIL) == ([(wire.MOISTURE, wanted)], 0)


async def test_a_probe_without_a_calibration_tells_its_voltage(desk: Desk) -> None:
    """On the console, where it can be read and written into the settings."""
    uncalibrated = {"chip": "soil", "pin": 34, "power": 27, "refused": "dry"}
    assert await desk.look(uncalibrated) == ([], 1)
    assert desk.said == ["sensor 1 (soil): it reads 1912 mV, but dry has to be calibrated"]


async def test_a_probe_has_no_power_between_two_looks(desk: Desk) -> None:
    """The pin goes low after the reading."""
    await desk.look(SOIL)
    assert desk.board.pins[27] == 0


async def test_a_battery_has_its_share_by_its_chemistry(desk: Desk) -> None:
    """The curve of the named battery makes the percentage."""
    desk.board.volts[35] = lambda: 1.885
    battery = {"chip": "battery", "pin": 35, "ratio": 2, "battery": "li-ion"}
    assert await desk.looks(battery) == [([(wire.VOLTAGE, 3770), (wire.BATTERY, 40)], 0)]


async def test_a_battery_without_a_chemistry_has_a_voltage_only(desk: Desk) -> None:
    """No percentage is better than a wrong one."""
    desk.board.volts[35] = lambda: 1.885
    battery = {"chip": "battery", "pin": 35, "ratio": 2}
    assert await desk.looks(battery) == [([(wire.VOLTAGE, 3770)], 0)]


async def test_several_chips_of_one_kind_are_instances_in_their_order(desk: Desk) -> None:
    """Two addresses on one bus, and another bus: three temperatures."""
    chips = [BME280, {**BME280, "address": 0x77}, {**BMP280, **OTHER_BUS}]
    objects, faults = await desk.look(*chips)
    assert (faults, [known[0] for known in objects].count(wire.TEMPERATURE)) == (0, 3)


async def test_the_second_of_two_keeps_its_place_when_the_first_fails(desk: Desk) -> None:
    """The sample says which instances are missing."""
    chips = [BMP280, {**BMP280, "address": 0x77}]
    objects, faults = await desk.look(*chips, failure=Failure.ABSENT)
    missing = [value for key, value in objects if key == wire.MISSING]
    assert (faults, missing) == (1, [wire.TEMPERATURE, wire.PRESSURE])


async def test_nothing_is_missing_when_the_last_of_two_fails(desk: Desk) -> None:
    """No instance behind it could be mistaken."""
    chips = [{**BMP280, "address": 0x77}, BMP280]
    desk.solder(chips[0])
    objects, faults = (await desk.looks(*chips))[0]
    assert (faults, [key for key, _ in objects]) == (2, [wire.TEMPERATURE, wire.PRESSURE])


async def test_a_refused_sensor_is_a_fault_with_its_reason(desk: Desk) -> None:
    """The others are read."""
    desk.solder(BH1750)
    refused = {"chip": "dht22", "refused": "pin"}
    assert (await desk.looks(refused, BH1750))[0][1] == 1
    assert desk.said == ["sensor 1 (dht22): its settings were refused: pin"]


async def test_a_chip_whose_file_is_not_there_is_a_fault(desk: Desk) -> None:
    """The others are read."""
    desk.solder(BH1750)
    assert (await desk.looks({"chip": "sht99"}, BH1750))[0][1] == 1


EXAMPLE = """
import sensors.bmp180 as chip
chip.OVERSAMPLING = 0
sensor = chip.Sensor({"scl": 26, "sda": 25})
sensor._trimming = (408, -72, -14383, 32741, 32757, 23153, 6190, 4, -32768, -8711, 2868)
fine = sensor._fine(27898)
print(fine + 8 >> 4, sensor._pressure(23843, fine))
"""


async def test_the_example_of_the_bmp180s_data_sheet_comes_out(desk: Desk) -> None:
    """15.0 °C and 699.64 hPa, as the data sheet computes them."""
    assert await desk.bench.run(EXAMPLE, desk.board, tuple(FOLDERS)) == "150 69964"
