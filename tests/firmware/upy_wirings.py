"""The list of sensors: what each chip must have, and what two of them can't share."""

import wirings
from sensors import contact

NODE = {"interval": 60, "power": "battery", "led": -1}
SOIL = {"chip": "soil", "pin": 34, "dry": 2400, "wet": 1100}


def review(*sensors, **settings):
    node = dict(NODE, sensors=list(sensors), **settings)
    mistakes = wirings.review(node)
    return node["sensors"], mistakes


def mistakes(*sensors, **settings):
    return [sentence for _, sentence in review(*sensors, **settings)[1]]


def test_a_chip_gets_the_settings_that_it_does_not_name():
    assert review({"chip": "bh1750", "sda": 21})[0] == [
        {"chip": "bh1750", "scl": 33, "sda": 21, "address": 0x23}
    ]


def test_right_sensors_have_no_mistakes():
    battery = {"chip": "battery", "pin": 35, "ratio": 2.5, "battery": "lifepo4"}
    door = {"chip": "contact", "pin": 4, "kind": "window", "pull": False}
    assert mistakes({"chip": "bme280"}, {"chip": "bh1750"}, battery, SOIL, door) == []


def test_an_unknown_chip_is_named_with_those_that_exist():
    [sentence] = mistakes({"chip": "bme680"})
    assert sentence.startswith(
        "sensor 1: chip must be one of: " + ", ".join(sorted(wirings.CHIPS))
    )


def test_a_sensor_must_name_its_chip():
    assert len(mistakes({"scl": 1})) == len(mistakes(7)) == len(mistakes({"chip": []})) == 1


def test_a_setting_of_another_chip_is_named():
    assert mistakes({"chip": "battery", "scl": 4}) == [
        "sensor 1: scl is not a setting here; there are: battery, pin, ratio"
    ]


def test_a_ratio_below_one_is_named():
    assert mistakes({"chip": "battery", "ratio": 0.5}) == [
        "sensor 1: ratio must be a number from 1 to 100: battery voltage over pin voltage"
    ]


def test_an_unknown_battery_is_named_with_those_that_exist():
    [sentence] = mistakes({"chip": "battery", "battery": "lead"})
    assert sentence.startswith("sensor 1: battery must be one of: 2xalkaline, 2xlithium")


def test_the_driver_knows_every_kind_of_contact():
    assert sorted(contact.KINDS) == list(wirings.KINDS)


def test_an_unknown_kind_of_contact_is_named():
    [sentence] = mistakes({"chip": "contact", "pin": 4, "kind": "gate"})
    assert sentence.startswith("sensor 1: kind must be one of: door, garage_door")


def test_a_missing_calibration_is_named():
    assert mistakes({"chip": "soil", "pin": 34, "dry": 2400}) == [
        "sensor 1: wet is missing: calibrate the probe, or set its mV"
    ]


def test_a_calibration_without_a_span_is_named():
    assert mistakes(dict(SOIL, wet=2400)) == ["sensor 1: dry must be at least 100 mV above wet"]


def test_two_chips_on_one_pin_are_named():
    assert mistakes(SOIL, {"chip": "dht22", "pin": 34}) == [
        "sensor 2: pin: sensor 1 has it already"
    ]


def test_a_pin_of_a_bus_is_nobody_elses():
    assert mistakes({"chip": "bme280"}, {"chip": "dht22", "pin": 25}) == [
        "sensor 2: pin: sensor 1 has it already"
    ]


def test_a_pin_can_not_be_in_two_buses():
    other = {"chip": "bh1750", "scl": 26, "sda": 32}
    assert mistakes({"chip": "bme280"}, other) == ["sensor 2: scl: sensor 1 has it already"]


def test_one_wire_is_no_bus():
    assert mistakes({"chip": "bme280", "scl": 25}) == ["sensor 1: sda: scl has it already"]


def test_chips_with_addresses_of_their_own_share_a_bus():
    light = {"chip": "bh1750", "scl": 26, "sda": 25}
    assert mistakes({"chip": "bme280"}, {"chip": "bme280", "address": 0x77}, light) == []


def test_two_chips_at_one_address_are_named():
    assert mistakes({"chip": "bme280"}, {"chip": "bmp280"}) == [
        "sensor 2: address: sensor 1 has it already"
    ]


def test_the_same_chip_on_another_bus_is_right():
    assert mistakes({"chip": "bme280"}, {"chip": "bme280", "scl": 22, "sda": 21}) == []


def test_the_pin_of_the_led_is_taken():
    assert mistakes(SOIL, led=34) == ["sensor 1: pin: the LED has it already"]


def test_a_chip_that_heats_needs_mains_power():
    assert mistakes({"chip": "ccs811"}) == [
        'sensor 1: power must be "mains" for ccs811: it has to heat all the time'
    ]
    assert mistakes({"chip": "ccs811"}, power="mains") == []


def test_a_chip_can_not_be_asked_faster_than_it_measures():
    assert mistakes({"chip": "dht22", "pin": 4}, interval=1) == [
        "sensor 1: interval must be at least 2 s for dht22"
    ]


def test_a_third_input_is_refused():
    buttons = [{"chip": "button", "pin": pin} for pin in (2, 4, 12)]
    assert mistakes(*buttons) == ["sensor 3: chip: at most 2 of button/contact can wake a board"]


def test_a_refused_sensor_keeps_its_place_and_says_why():
    reviewed, [(name, _)] = review({"chip": "bme280"}, {"chip": "dht22"}, SOIL)
    assert [sensor.get("refused") for sensor in reviewed] == [None, "pin", None]
    assert name == "sensor 2: pin"


def test_a_refused_sensor_takes_no_pin():
    assert len(mistakes({"chip": "dht22", "pin": 34, "scl": 1}, SOIL)) == 1


def test_a_sensor_that_has_been_mended_is_no_longer_refused():
    refused = dict(SOIL, refused="wet")
    assert review(refused)[0] == [SOIL]


def test_a_review_of_what_was_reviewed_changes_nothing():
    once = review({"chip": "bme280"}, {"chip": "dht22"}, {"chip": "contact", "pin": 4})[0]
    assert review(*once)[0] == once
