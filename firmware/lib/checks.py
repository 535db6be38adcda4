"""What settings may be, and a sentence for each mistake: the key first, then what to do.

A mistake is (name, sentence); the name is the key, or the sensor's number and its key.
"""

import json

TEXT_MAX = 1800
SENSORS_MAX = 16
NUMBERS = {
    "channel": (1, 13, "the Wi-Fi channel that the broker uses"),
    "interval": (1, 65535, "seconds between two looks at the sensors"),
    "heartbeat": (1, 65535, "seconds after which a report is sent in any case"),
    "console": (0, 60, "seconds that the console stays open after a cold start"),
    "led": (-1, 48, "the GPIO of an LED that identifies the board, -1 for none"),
    "baud": (9600, 2000000, "the console's speed in baud"),
}
HEX = {"broker": (12, "the broker's MAC"), "key": (32, "the node's key")}
TEXTS = {"name": 32, "model": 32}
CHOICES = {"power": ("battery", "mains"), "cpu_mhz": (80, 160, 240)}
WIFI_WAY = ("transport", "wifi", "mqtt", "ntp")
MEASUREMENTS = (
    "co2",
    "humidity",
    "illuminance",
    "moisture",
    "pressure",
    "temperature",
    "tvoc",
    "voltage",
)


def review_text(text: str, known: dict, defaults: dict) -> "tuple[dict, list]":
    """Return settings as a file wants them, and its mistakes; wrong ones stay as known."""
    sentence = ""
    try:
        wanted = json.loads(text)
        if not isinstance(wanted, dict):
            sentence = 'this must be an object: {"channel": 6}'
    except ValueError:
        sentence = "this is not JSON; check commas, quotes and brackets"
    if len(text) > TEXT_MAX:
        sentence = "this is too long: at most %d characters" % TEXT_MAX
    if sentence:
        settings = {key: known[key] for key in defaults}
        return settings, [("settings.json", "settings.json: " + sentence)]
    return review(wanted, known, defaults)


def review_known(known: dict, defaults: dict) -> "tuple[dict, list]":
    """Return settings that the board has already, and the mistakes in them or before them."""
    settings, mistakes = review({key: known[key] for key in defaults}, defaults, defaults)
    refused = [name for name in known.get("refused", ()) if not name.startswith("sensor ")]
    before = [(name, "%s was refused; see settings.refused.json" % name) for name in refused]
    return settings, before + mistakes


def review(wanted: dict, known: dict, defaults: dict) -> "tuple[dict, list]":
    """Return settings with all that is right of what is wanted, and the mistakes in the rest."""
    settings = dict(defaults)
    mistakes = []
    for key, value in wanted.items():
        found = "" if key in defaults else unknown(key, defaults)
        # A default can lie outside what may be set: a node's channel 0 stands for a search.
        if key in defaults and value != defaults[key]:
            found = check(key, value)
        if found:
            mistakes.append((key, found))
        if key in defaults:
            settings[key] = known[key] if found else value
    if settings.get("heartbeat", 0) < settings.get("interval", 0):
        mistakes.append(("heartbeat", "heartbeat must not be shorter than interval"))
        settings["heartbeat"] = settings["interval"]
    if settings.get("transport") == "mqtt":
        import wifi_checks

        lacking = wifi_checks.lacking(settings)
        if lacking:
            mistakes.append(("transport", lacking))
            settings["transport"] = defaults["transport"]
    return settings, mistakes


def unknown(key: str, known: "dict | tuple") -> str:
    """Return the sentence for a key that nothing reads."""
    return "%s is not a setting here; there are: %s" % (key, ", ".join(sorted(known)))


def check(key: str, value: object) -> str:
    """Return the mistake in one setting, empty when it is right."""
    if key == "sensors":
        return check_list(value)
    if key in WIFI_WAY:
        import wifi_checks

        return wifi_checks.check(key, value)
    if key == "dead_bands":
        return check_bands(value)
    if key in HEX:
        return check_hex(key, value)
    if key in CHOICES:
        return check_choice(key, value, CHOICES[key])
    return check_text(key, value) if key in TEXTS else check_number(key, value, NUMBERS[key])


def check_number(key: str, value: object, bounds: "tuple[int, int, str]") -> str:
    """Return the mistake in a whole number, if any."""
    low, high, meaning = bounds
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return ""
    return "%s must be a whole number from %d to %d: %s" % (key, low, high, meaning)


def check_text(key: str, value: object) -> str:
    """Return the mistake in a text, if any."""
    if isinstance(value, str) and len(value.encode()) <= TEXTS[key]:
        return ""
    return "%s must be a text of at most %d bytes" % (key, TEXTS[key])


def check_choice(key: str, value: object, choices: tuple) -> str:
    """Return the mistake in what has to be one of a few."""
    if value in choices and not isinstance(value, bool):
        return ""
    return "%s must be one of: %s" % (key, ", ".join([str(choice) for choice in choices]))


def check_hex(key: str, value: object) -> str:
    """Return the mistake in a number of fixed length in hex digits, if any; empty means none."""
    digits, meaning = HEX[key]
    try:
        if isinstance(value, str) and len(value) in (0, digits):
            number = bytes.fromhex(value)
            # The lowest bit of a MAC's first byte is for groups: no board has it.
            if key != "broker" or not number or not number[0] & 1:
                return ""
    except ValueError:
        pass
    return "%s must be %d hex digits without colons: %s" % (key, digits, meaning)


def check_list(value: object) -> str:
    """Return the mistake in the list of sensors as a whole, if any."""
    if isinstance(value, list) and len(value) <= SENSORS_MAX:
        return ""
    return "sensors must be a list of at most %d sensors" % SENSORS_MAX


def check_bands(value: object) -> str:
    """Return a mistake in the dead bands."""
    if not isinstance(value, dict):
        return 'dead_bands must be an object such as {"temperature": 0.2}'
    for name, band in value.items():
        if name not in MEASUREMENTS:
            return "dead_bands: " + unknown(name, MEASUREMENTS)
        if isinstance(band, bool) or not isinstance(band, (int, float)) or band < 0:
            return "dead_bands: %s must be a number from 0 on, in its own unit" % name
    return ""
