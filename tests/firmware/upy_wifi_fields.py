"""A sample as JSON: the numbers are exact, the names are the chosen ones."""

import json
import time

import wire
from wifi.fields import SEED, STANDARD, encode

YEAR_2000 = time.gmtime(0)[0] == 2000
NOON = 848577600 if YEAR_2000 else 1795262400  # 2026-11-21 12:00:00


def told(objects, names=STANDARD, number=7, age=0):
    sample = wire.pack_sample(number, NOON, objects)
    return json.loads(encode(sample, 3, NOON + age, "Kök", names))


def text(*objects):
    return encode(wire.pack_sample(7, NOON, list(objects)), 3, NOON, "Attic", STANDARD)


def test_it_says_who_when_and_which():
    fields = told([], age=5)
    assert fields == {
        "node": "Kök",
        "time": "2026-11-21T12:00:00Z",
        "age": 5,
        "epoch": 3,
        "sample": 7,
    }


def test_a_clock_that_was_set_back_makes_no_negative_age():
    assert told([], age=-5)["age"] == 0


def test_steps_become_exact_decimals():
    assert '"pressure": 1013.25' in text((wire.PRESSURE, 101325))
    assert '"illuminance": 167772.15' in text((wire.ILLUMINANCE, 0xFFFFFF))
    assert '"voltage": 0.007' in text((wire.VOLTAGE, 7))
    assert '"humidity": 40.10' in text((wire.HUMIDITY, 4010))


def test_below_zero_has_its_sign():
    assert '"temperature": -0.05' in text((wire.TEMPERATURE, -5))
    assert '"temperature": -12.34' in text((wire.TEMPERATURE, -1234))


def test_a_second_sensor_of_a_kind_is_numbered():
    fields = told([(wire.TEMPERATURE, 2100), (wire.TEMPERATURE, 500)])
    assert (fields["temperature"], fields["temperature_2"]) == (21, 5)


def test_the_second_keeps_its_number_when_the_first_gives_nothing():
    fields = told([(wire.TEMPERATURE, 500), (wire.MISSING, wire.TEMPERATURE | 0 << 8)])
    assert fields["temperature_2"] == 5
    assert "temperature" not in fields


def test_a_press_has_its_name():
    assert told([(wire.BUTTON, wire.LONG_PRESS)])["button"] == "long_press"


def test_a_contact_is_a_number():
    assert told([(wire.DOOR, 1)])["door"] == 1


def test_the_seeds_names_and_units():
    objects = [
        (wire.TEMPERATURE, 2550),
        (wire.HUMIDITY, 5300),
        (wire.PRESSURE, 101861),
        (wire.MOISTURE, 6999),
        (wire.ILLUMINANCE, 100),
    ]
    fields = told(objects, SEED)
    assert fields["device"] == "Kök"
    assert fields["sensortime"] == "2026 11 21 12 0 0"
    assert fields["outsidetemp"] == 25.5
    assert fields["outsidehumidity"] == 53
    assert abs(fields["airpressure"] - 1018.61) < 0.001
    assert abs(fields["soilhumidity"] - 0.6999) < 0.00001
    assert fields["illuminance"] == 1


def test_what_the_radios_host_alone_needs_is_left_out():
    assert "mail_applied" not in told([(wire.MAIL_APPLIED, 4)])
