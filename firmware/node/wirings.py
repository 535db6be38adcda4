"""What the list of sensors may be: each chip's settings, and what two of them can't share."""

from checks import check_choice, check_number, unknown

INPUTS_MAX = 2
GPIO = (0, 48, "a GPIO number")
NUMBERS = {
    "scl": GPIO,
    "sda": GPIO,
    "pin": GPIO,
    "address": (8, 119, "an I2C address"),
    "level": (0, 1, "what the pin reads while it is pressed or open"),
    "dry": (0, 3300, "the probe's mV in dry soil"),
    "wet": (0, 3300, "the probe's mV in wet soil"),
    "power": GPIO,
}
I2C = ("scl", "sda", "address")
SWITCHES = ("burnt_in", "pull")
# Each chip's settings: those it must have, those it may have, and what they are by themselves.
CHIPS: "dict[str, tuple[tuple, tuple, dict]]" = {
    "aht20": ((), I2C, {"scl": 26, "sda": 25, "address": 0x38}),
    "battery": ((), ("pin", "ratio", "battery"), {"pin": 35, "ratio": 2}),
    "bh1750": ((), I2C, {"scl": 33, "sda": 32, "address": 0x23}),
    "bme280": ((), I2C, {"scl": 26, "sda": 25, "address": 0x76}),
    "bmp180": ((), I2C, {"scl": 26, "sda": 25, "address": 0x77}),
    "bmp280": ((), I2C, {"scl": 26, "sda": 25, "address": 0x76}),
    "button": (("pin",), ("level",), {"level": 0}),
    "ccs811": (
        (),
        ("scl", "sda", "address", "burnt_in"),
        {"scl": 26, "sda": 25, "address": 0x5A},
    ),
    "contact": (("pin",), ("level", "kind", "pull"), {"level": 1, "kind": "door", "pull": True}),
    "dht11": (("pin",), (), {}),
    "dht22": (("pin",), (), {}),
    "sht4x": ((), I2C, {"scl": 26, "sda": 25, "address": 0x44}),
    "soil": (("pin",), ("power", "dry", "wet"), {}),
}
MAINS_ONLY = ("ccs811",)
INPUTS = ("button", "contact")
# Of a contact; what each is on the air, its driver knows.
KINDS = ("door", "garage_door", "motion", "opening", "window")
SPAN_MIN_MV = 100
# No reason not to flash: Home Assistant can calibrate it.
UNCALIBRATED = "is missing: calibrate the probe, or set its mV"
SLOWEST_S = {"dht11": 1, "dht22": 2}


def review(settings: dict) -> "list[tuple[str, str]]":
    """Give every sensor all of its settings; return (name, sentence) of the mistakes.

    A wrong one is refused, but keeps its place: a fault's number is that of its sensor.
    """
    taken: "dict[object, tuple]" = {settings["led"]: ((), "the LED")}
    mistakes = []
    inputs = 0
    reviewed = []
    for number, wanted in enumerate(settings["sensors"], 1):
        sensor = stripped(wanted)
        inputs += sensor["chip"] in INPUTS
        found = check_sensor(sensor, settings) or check_inputs(sensor, inputs)
        full = sensor if found else whole(sensor)
        found = found or check_pins(full, taken, "sensor %d" % number) or check_points(full)
        if found:
            full["refused"] = found[0]
            name = "sensor %d: " % number
            mistakes.append((name + found[0], name + found[1]))
        reviewed.append(full)
    settings["sensors"] = reviewed
    return mistakes


def stripped(wanted: object) -> dict:
    """Return a sensor without an earlier verdict, whatever somebody wrote in its place."""
    sensor = dict(wanted) if isinstance(wanted, dict) else {}
    sensor.pop("refused", None)
    sensor["chip"] = str(sensor.get("chip", "?"))[:16]
    return sensor


def whole(sensor: dict) -> dict:
    """Return a sensor with the settings that it does not name."""
    full = dict(CHIPS[sensor["chip"]][2])
    full.update(sensor)
    return full


def check_sensor(sensor: dict, settings: dict) -> "tuple[str, str] | None":
    """Return (key, sentence) of a mistake in one sensor by itself."""
    chip = sensor["chip"]
    if chip not in CHIPS:
        return "chip", "chip must be one of: " + ", ".join(sorted(CHIPS))
    needed, optional, _ = CHIPS[chip]
    for key in needed:
        if key not in sensor:
            return key, "%s is missing: %s must have it" % (key, chip)
    for key, value in sensor.items():
        sentence = "" if key == "chip" else check(key, value, needed + optional)
        if sentence:
            return key, sentence
    return check_chip(sensor, settings)


def check_chip(sensor: dict, settings: dict) -> "tuple[str, str] | None":
    """Return (key, sentence) of what one chip can't do on this node."""
    chip = sensor["chip"]
    if chip in MAINS_ONLY and settings["power"] != "mains":
        return "power", 'power must be "mains" for %s: it has to heat all the time' % chip
    if settings["interval"] < SLOWEST_S.get(chip, 1):
        return "interval", "interval must be at least %d s for %s" % (SLOWEST_S[chip], chip)
    return None


def check_inputs(sensor: dict, inputs: int) -> "tuple[str, str] | None":
    """Return (key, sentence) when there are more inputs than can wake a board."""
    if sensor["chip"] in INPUTS and inputs > INPUTS_MAX:
        return "chip", "chip: at most %d of %s can wake a board" % (INPUTS_MAX, "/".join(INPUTS))
    return None


def check_pins(sensor: dict, taken: dict, name: str) -> "tuple[str, str] | None":
    """Return (key, sentence) when another has a pin or an address; take them otherwise."""
    bus = (sensor.get("scl"), sensor.get("sda"))
    # What is claimed, by which key, and the bus that may claim it again.
    claims: "list[tuple[str, object, tuple]]" = [
        (key, sensor[key], bus) for key in ("scl", "sda") if key in sensor
    ]
    claims += [(key, sensor[key], ()) for key in ("pin", "power") if key in sensor]
    if "address" in sensor:
        claims.append(("address", (bus[0], bus[1], sensor["address"]), ()))
    for place, (key, claim, shared) in enumerate(claims):
        owner = taken.get(claim)
        twice = [other for other in claims[:place] if other[1] == claim]
        if twice or (owner and (not shared or owner[0] != shared)):
            return key, "%s: %s has it already" % (key, owner[1] if owner else twice[0][0])
    for _, claim, shared in claims:
        taken.setdefault(claim, (shared, name))
    return None


def check_points(sensor: dict) -> "tuple[str, str] | None":
    """Return (key, sentence) of a missing calibration, which Home Assistant can add."""
    if sensor["chip"] != "soil":
        return None
    for point in ("dry", "wet"):
        if point not in sensor:
            return point, "%s %s" % (point, UNCALIBRATED)
    if sensor["dry"] - sensor["wet"] < SPAN_MIN_MV:
        return "dry", "dry must be at least %d mV above wet" % SPAN_MIN_MV
    return None


def check(key: str, value: object, known: tuple) -> str:
    """Return the mistake in one setting of a sensor, empty when it is right."""
    if key not in known:
        return unknown(key, known)
    if key == "ratio":
        return check_ratio(value)
    if key in SWITCHES:
        return "" if isinstance(value, bool) else "%s must be true or false" % key
    if key == "battery":
        import chemistry

        return check_choice(key, value, tuple(sorted(chemistry.BATTERIES)))
    if key == "kind":
        return check_choice(key, value, KINDS)
    return check_number(key, value, NUMBERS[key])


def check_ratio(value: object) -> str:
    """Return the mistake in a voltage divider's ratio, if any."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 1 <= value <= 100:
        return ""
    return "ratio must be a number from 1 to 100: battery voltage over pin voltage"
