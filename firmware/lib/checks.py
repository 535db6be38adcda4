"""What settings may be, and a sentence for each mistake."""

import json

NUMBERS = {
    "channel": (1, 13, "the Wi-Fi channel that the broker uses"),
    "interval": (1, 65535, "seconds between two looks at the sensors"),
    "heartbeat": (1, 65535, "seconds after which a report is sent in any case"),
    "console": (0, 60, "seconds that the console stays open after a cold start"),
    "scl": (0, 48, "a GPIO number"),
    "sda": (0, 48, "a GPIO number"),
    "pin": (0, 48, "a GPIO number"),
    "led": (-1, 48, "the GPIO of an LED that identifies the board, -1 for none"),
    "address": (8, 119, "an I2C address"),
    "baud": (9600, 2000000, "the console's speed in baud"),
}
HEX = {"broker": (12, "the broker's MAC"), "key": (32, "the node's key")}
TEXTS = {"name": 32, "model": 32}
MEASUREMENTS = ("temperature", "humidity", "pressure", "illuminance", "voltage")
CHIPS = {
    "bme280": ("scl", "sda", "address"),
    "bh1750": ("scl", "sda", "address"),
    "battery": ("pin", "ratio"),
}


def mistakes(text: str, defaults: dict) -> list:
    """Return a sentence for each mistake in a settings text, none when it is right."""
    try:
        settings = json.loads(text)
    except ValueError:
        return ["this is not JSON; check commas, quotes and brackets"]
    if not isinstance(settings, dict):
        return ['this must be a JSON object, such as {"channel": 6}']
    found: "list[str]" = []
    for key, value in settings.items():
        found += check(key, value) if key in defaults else [unknown(key, defaults)]
    return found


def unknown(key: str, known: "dict | tuple") -> str:
    """Return the sentence for a key that nothing reads."""
    return "%s is not a setting here; there are: %s" % (key, ", ".join(sorted(known)))


def check(key: str, value: object) -> list:
    """Return the mistakes in one setting."""
    if key == "sensors":
        return check_sensors(value)
    if key == "dead_bands":
        return check_bands(value)
    if key in HEX:
        return check_hex(key, value)
    if key == "ratio":
        return check_ratio(value)
    return check_text(key, value) if key in TEXTS else check_number(key, value)


def check_number(key: str, value: object) -> list:
    """Return the mistake in a whole number, if any."""
    low, high, meaning = NUMBERS[key]
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return []
    return ["%s must be a whole number from %d to %d: %s" % (key, low, high, meaning)]


def check_text(key: str, value: object) -> list:
    """Return the mistake in a text, if any."""
    if isinstance(value, str) and 0 < len(value.encode()) <= TEXTS[key]:
        return []
    return ["%s must be a text of 1 to %d bytes" % (key, TEXTS[key])]


def check_hex(key: str, value: object) -> list:
    """Return the mistake in a number of fixed length in hex digits, if any; empty means none."""
    digits, meaning = HEX[key]
    try:
        if (
            isinstance(value, str)
            and len(value) in (0, digits)
            and bytes.fromhex(value) is not None
        ):
            return []
    except ValueError:
        pass
    return ["%s must be %d hex digits without colons: %s" % (key, digits, meaning)]


def check_ratio(value: object) -> list:
    """Return the mistake in a voltage divider's ratio, if any."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 1 <= value <= 100:
        return []
    return ["ratio must be a number from 1 to 100: battery voltage over pin voltage"]


def check_bands(value: object) -> list:
    """Return the mistakes in the dead bands."""
    if not isinstance(value, dict):
        return ['dead_bands must be an object such as {"temperature": 0.2}']
    found = []
    for name, band in value.items():
        if name not in MEASUREMENTS:
            found.append("dead_bands: " + unknown(name, MEASUREMENTS))
        elif isinstance(band, bool) or not isinstance(band, (int, float)) or band < 0:
            found.append("dead_bands: %s must be a number from 0 on, in its own unit" % name)
    return found


def check_sensors(value: object) -> list:
    """Return the mistakes in the list of sensors."""
    if not isinstance(value, list) or len(value) > 16:
        return ["sensors must be a list of at most 16 sensors"]
    found = []
    for place, sensor in enumerate(value, 1):
        found += ["sensor %d: %s" % (place, mistake) for mistake in check_sensor(sensor)]
    return found


def check_sensor(sensor: object) -> list:
    """Return the mistakes in one sensor."""
    if not isinstance(sensor, dict) or "chip" not in sensor:
        return ['this must be an object such as {"chip": "bme280"}']
    chip = sensor["chip"]
    if chip not in CHIPS:
        return ["chip must be one of: " + ", ".join(sorted(CHIPS))]
    found = []
    for key, value in sensor.items():
        if key in CHIPS[chip]:
            found += check(key, value)
        elif key != "chip":
            found.append(unknown(key, CHIPS[chip]))
    return found
