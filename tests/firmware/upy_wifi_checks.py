"""Settings of the Wi-Fi way: each mistake has a sentence, and none shows a secret."""

import checks
import wifi_checks

WIFI = {"ssid": "Home", "password": "correct horse"}
MQTT = {"host": "192.168.1.2"}
DEFAULTS = {"transport": "espnow", "wifi": {}, "mqtt": {}, "ntp": "pool.ntp.org"}


def wifi(**changes):
    return wifi_checks.check("wifi", dict(WIFI, **changes))


def mqtt(**changes):
    return wifi_checks.check("mqtt", dict(MQTT, **changes))


def test_right_settings_have_no_mistake():
    assert wifi() == wifi(address="192.168.1.50/24", gateway="192.168.1.1") == ""
    full = {"port": 8883, "user": "240ac4000100", "password": "x", "ca": "ca.pem"}
    full["topic"] = "mats/test"
    assert mqtt(fields="seed", discovery="", **full) == ""
    assert wifi_checks.check("transport", "mqtt") == ""
    assert wifi_checks.check("ntp", "192.168.1.1:1123") == ""


def test_an_open_network_has_no_password():
    assert wifi_checks.check("wifi", {"ssid": "Guests"}) == ""


def test_a_password_that_wpa_has_not_is_named_and_not_repeated():
    sentence = "wifi.password must have 8 to 64 bytes, or be left out for an open network"
    assert wifi(password="short") == wifi(password=12345678) == sentence


def test_an_unknown_setting_is_named_with_those_that_exist():
    assert mqtt(server="x").startswith("mqtt.server is not a setting here; there are: ca, ")


def test_an_address_needs_its_networks_size_and_the_router():
    size = "wifi.address must be an IPv4 address and its network's size: 192.168.1.50/24"
    assert wifi(address="192.168.1.50", gateway="192.168.1.1") == size
    assert wifi(address="192.168.1.256/24", gateway="192.168.1.1") == size
    assert wifi(address="192.168.1.50/24").startswith("wifi.gateway is missing")
    assert wifi(dns="router") == "wifi.dns must be an IPv4 address"


def test_a_topic_is_no_pattern():
    for topic in ("domotik/+", "domotik/#", "/domotik", "domotik/", "$SYS/x"):
        assert mqtt(topic=topic).startswith("mqtt.topic must be a topic without")


def test_a_password_belongs_to_a_user():
    assert mqtt(password="secret") == "mqtt.user is missing: a password belongs to a user"


def test_other_mistakes_are_named():
    assert mqtt(port=0) == "mqtt.port must be a whole number from 1 to 65535"
    assert mqtt(fields="mine") == "mqtt.fields must be one of: standard, seed"
    assert mqtt(host="") == "mqtt.host must be a text of 1 to 64 bytes"
    assert wifi_checks.check("transport", "zigbee") == "transport must be one of: espnow, mqtt"
    assert wifi_checks.check("ntp", "a b").startswith("ntp must be a server's name")
    assert wifi_checks.check("wifi", "Home").startswith("wifi must be an object")


def test_mqtt_without_a_network_stays_with_espnow():
    settings, [(name, sentence)] = checks.review({"transport": "mqtt"}, DEFAULTS, DEFAULTS)
    assert (name, sentence) == ("transport", "transport mqtt needs wifi.ssid")
    assert settings["transport"] == "espnow"


def test_mqtt_with_all_it_needs_is_taken():
    wanted = {"transport": "mqtt", "wifi": WIFI, "mqtt": MQTT}
    settings, mistakes = checks.review(wanted, DEFAULTS, DEFAULTS)
    assert mistakes == []
    assert settings["mqtt"] == MQTT
