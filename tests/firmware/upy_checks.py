"""Settings: what is right is taken, and each mistake has a sentence of its own."""

import json

import checks

DEFAULTS = {
    "channel": 6,
    "interval": 300,
    "heartbeat": 900,
    "name": "",
    "broker": "",
    "key": "",
    "dead_bands": {},
    "power": "battery",
}


def review(known=None, **wanted):
    return checks.review_text(json.dumps(wanted), known or dict(DEFAULTS), DEFAULTS)


def mistakes(**wanted):
    return [sentence for _, sentence in review(**wanted)[1]]


def of_text(text):
    return checks.review_text(text, dict(DEFAULTS), DEFAULTS)


def test_right_settings_have_no_mistakes():
    assert mistakes(channel=11, interval=60, name="Kök", broker="24dcc3000001") == []


def test_what_is_not_named_is_as_by_default():
    assert review(known=dict(DEFAULTS, channel=11), interval=60)[0] == dict(DEFAULTS, interval=60)


def test_a_default_that_can_not_be_set_is_right_where_it_stands():
    searching = dict(DEFAULTS, channel=0)
    assert checks.review_known(searching, searching) == (searching, [])


def test_a_wrong_setting_stays_as_it_was():
    assert review(known=dict(DEFAULTS, channel=11), channel=14)[0]["channel"] == 11


def test_the_right_settings_beside_a_wrong_one_are_taken():
    assert review(channel=14, interval=60)[0]["interval"] == 60


def test_mistakes_are_named_by_their_keys():
    assert sorted([name for name, _ in review(channel=14, chanel=1)[1]]) == ["chanel", "channel"]


def test_known_settings_are_reviewed_too():
    settings, found = checks.review_known(dict(DEFAULTS, interval=0), DEFAULTS)
    assert settings == DEFAULTS
    assert [name for name, _ in found] == ["interval"]


def test_what_was_refused_is_told_again_at_each_start():
    known = dict(DEFAULTS, refused=["interval"])
    assert checks.review_known(known, DEFAULTS) == (
        DEFAULTS,
        [("interval", "interval was refused; see settings.refused.json")],
    )


def test_a_heartbeat_is_no_shorter_than_the_interval():
    settings, found = review(interval=600, heartbeat=300)
    assert found == [("heartbeat", "heartbeat must not be shorter than interval")]
    assert settings["heartbeat"] == 600


def test_broken_json_is_named_and_changes_nothing():
    settings, found = of_text("{")
    assert found == [
        (
            "settings.json",
            "settings.json: this is not JSON; check commas, quotes and brackets",
        )
    ]
    assert settings == DEFAULTS


def test_a_list_is_not_settings():
    assert of_text("[]")[1][0][1] == 'settings.json: this must be an object: {"channel": 6}'


def test_settings_that_flash_has_no_room_for_are_refused():
    assert of_text('{"name": "%s"}' % ("x" * 1800))[1][0][1].endswith("at most 1800 characters")


def test_an_unknown_setting_is_named_with_those_that_exist():
    [sentence] = mistakes(chanel=6)
    assert sentence.startswith("chanel is not a setting here; there are: broker, channel, dead")


def test_power_is_one_of_two():
    assert mistakes(power="solar") == ["power must be one of: battery, mains"]
    assert mistakes(power="mains") == []


def test_a_channel_out_of_range_is_named_with_its_range():
    sentence = (
        "channel must be a whole number from 1 to 13: the Wi-Fi channel that the broker uses"
    )
    assert mistakes(channel=14) == [sentence]
    assert mistakes(channel="6") == [sentence]
    assert mistakes(channel=True) == [sentence]


def test_a_name_must_not_be_long():
    assert mistakes(name="ö" * 17) == ["name must be a text of at most 32 bytes"]


def test_a_broker_must_be_a_mac():
    sentence = "broker must be 12 hex digits without colons: the broker's MAC"
    assert mistakes(broker="24:dc:c3:00:00:01") == [sentence]
    assert mistakes(broker=17) == [sentence]


def test_the_address_of_a_group_is_no_broker():
    assert len(mistakes(broker="ffffffffffff")) == 1


def test_a_key_is_not_repeated_in_its_complaint():
    sentence = "key must be 32 hex digits without colons: the node's key"
    assert mistakes(key="ab" * 16) == []
    assert mistakes(key="ab" * 15) == [sentence]


def test_every_mistake_is_told_at_once():
    assert len(mistakes(channel=0, interval=0, power=7)) == 3


def test_dead_bands_are_numbers_by_measurement():
    assert mistakes(dead_bands={"temperature": 0.2, "voltage": 0}) == []
    assert mistakes(dead_bands={"temperature": -1}) == [
        "dead_bands: temperature must be a number from 0 on, in its own unit"
    ]
    [sentence] = mistakes(dead_bands={"wind": 1})
    assert sentence.startswith("dead_bands: wind is not a setting here; there are: co2")
