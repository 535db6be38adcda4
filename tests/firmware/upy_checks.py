"""Settings: what is right is taken, and each mistake has a sentence of its own."""

import json

import checks

KNOWN = {"channel": 6, "interval": 300, "name": "", "broker": "", "sensors": []}


def mistakes(**settings):
    return checks.mistakes(json.dumps(settings), KNOWN)


def sensor(**wiring):
    return mistakes(sensors=[wiring])


def test_right_settings_have_no_mistakes():
    bme280 = {"chip": "bme280", "scl": 26, "sda": 25, "address": 0x76}
    battery = {"chip": "battery", "pin": 35, "ratio": 2.5}
    assert mistakes(channel=11, interval=60, name="Kök", broker="24dcc3000001") == []
    assert mistakes(sensors=[bme280, battery, {"chip": "bh1750"}]) == []


def test_broken_json_is_named():
    assert checks.mistakes("{", KNOWN) == ["this is not JSON; check commas, quotes and brackets"]


def test_a_list_is_not_settings():
    assert checks.mistakes("[]", KNOWN) == ['this must be a JSON object, such as {"channel": 6}']


def test_an_unknown_setting_is_named_with_those_that_exist():
    assert mistakes(chanel=6) == [
        "chanel is not a setting here; there are: broker, channel, interval, name, sensors"
    ]


def test_a_channel_out_of_range_is_named_with_its_range():
    sentence = (
        "channel must be a whole number from 1 to 13: the Wi-Fi channel that the broker uses"
    )
    assert mistakes(channel=14) == [sentence]
    assert mistakes(channel="6") == [sentence]
    assert mistakes(channel=True) == [sentence]


def test_a_name_must_not_be_empty_or_long():
    sentence = "name must be a text of 1 to 32 bytes"
    assert mistakes(name="") == [sentence]
    assert mistakes(name="ö" * 17) == [sentence]


def test_a_broker_must_be_a_mac():
    sentence = "broker must be 12 hex digits without colons: the broker's MAC"
    assert mistakes(broker="24:dc:c3:00:00:01") == [sentence]
    assert mistakes(broker=17) == [sentence]


def test_a_key_is_not_repeated_in_its_complaint():
    known = {"key": ""}
    sentence = "key must be 32 hex digits without colons: the node's key"
    assert checks.mistakes('{"key": "%s"}' % ("ab" * 16), known) == []
    assert checks.mistakes('{"key": "%s"}' % ("ab" * 15), known) == [sentence]


def test_an_unknown_chip_is_named_with_those_that_exist():
    assert sensor(chip="bme680") == ["sensor 1: chip must be one of: battery, bh1750, bme280"]


def test_a_sensor_must_name_its_chip():
    assert sensor(scl=1) == ['sensor 1: this must be an object such as {"chip": "bme280"}']


def test_a_setting_of_another_chip_is_named():
    assert sensor(chip="battery", scl=4) == [
        "sensor 1: scl is not a setting here; there are: pin, ratio"
    ]


def test_a_ratio_below_one_is_named():
    assert sensor(chip="battery", ratio=0.5) == [
        "sensor 1: ratio must be a number from 1 to 100: battery voltage over pin voltage"
    ]


def test_every_mistake_is_told_at_once():
    assert len(mistakes(channel=0, interval=0, sensors=7)) == 3


def test_dead_bands_are_numbers_by_measurement():
    known = {"dead_bands": {}}
    assert checks.mistakes('{"dead_bands": {"temperature": 0.2, "voltage": 0}}', known) == []
    assert checks.mistakes('{"dead_bands": {"temperature": -1}}', known) == [
        "dead_bands: temperature must be a number from 0 on, in its own unit"
    ]
    [sentence] = checks.mistakes('{"dead_bands": {"wind": 1}}', known)
    assert sentence.startswith("dead_bands: wind is not a setting here; there are: humidity")
