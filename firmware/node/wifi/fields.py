"""A sample as one flat JSON object: all names of its fields, which docs/mqtt.md explains."""

import json
import struct

import wire

from wifi.clock import iso

SIGNED = 1  # the object's number has a sign
PRESSES = 2  # told by their names
PRESS_NAMES = {wire.PRESS: "press", wire.LONG_PRESS: "long_press"}
# object: name, decimals of its step, kind
FIELDS = {
    wire.BATTERY: ("battery", 0, 0),
    wire.TEMPERATURE: ("temperature", 2, SIGNED),
    wire.HUMIDITY: ("humidity", 2, 0),
    wire.PRESSURE: ("pressure", 2, 0),
    wire.ILLUMINANCE: ("illuminance", 2, 0),
    wire.VOLTAGE: ("voltage", 3, 0),
    wire.CO2: ("carbon_dioxide", 0, 0),
    wire.TVOC_PPB: ("tvoc_ppb", 0, 0),
    wire.MOISTURE: ("moisture", 2, 0),
    wire.OPENING: ("opening", 0, 0),
    wire.DOOR: ("door", 0, 0),
    wire.GARAGE_DOOR: ("garage_door", 0, 0),
    wire.MOTION: ("motion", 0, 0),
    wire.WINDOW: ("window", 0, 0),
    wire.BUTTON: ("button", 0, PRESSES),
    wire.AWAKE: ("awake", 0, 0),
    wire.SEND_FAILURES: ("send_failures", 0, 0),
    wire.DROPPED_SAMPLES: ("dropped_samples", 0, 0),
    wire.SENSOR_FAULTS: ("sensor_faults", 0, 0),
}
# What is told in the status, and what only the radio's host needs to know.
UNTOLD = (wire.RESET_CAUSE, wire.MAIL_APPLIED, wire.MISSING)
STANDARD = {"node": "node", "time": "time"}
# The names of IoTSummerCourse2021; what it did not measure keeps ours.
SEED = {
    "node": "device",
    "time": "sensortime",
    "temperature": "outsidetemp",
    "humidity": "outsidehumidity",
    "pressure": "airpressure",
    "moisture": "soilhumidity",
}
NAMES = {"standard": STANDARD, "seed": SEED}
SEED_DECIMALS = {"moisture": 4}  # a share of 1 in place of %


def encode(sample: bytes, epoch: int, now: int, node: str, names: dict) -> str:
    """Return a packed sample as JSON; `now` is the node's clock."""
    _, number, taken = struct.unpack_from(wire.SAMPLE_HEAD, sample)
    fields = [
        pair(names["node"], json.dumps(node)),
        pair(names["time"], json.dumps(moment(taken, names))),
        pair("age", "%d" % max(0, now - taken)),
        pair("epoch", "%d" % epoch),
        pair("sample", "%d" % number),
    ]
    for object_id, which, value in instances(sample):
        fields.append(pair(field(object_id, which, names), text(object_id, value, names)))
    return "{%s}" % ", ".join(fields)


def pair(name: str, value: str) -> str:
    """Return one field."""
    return '"%s": %s' % (name, value)


def field(object_id: int, which: int, names: dict) -> str:
    """Return the name of an object's field."""
    name = FIELDS[object_id][0]
    return numbered(names.get(name, name), which)


def numbered(name: str, which: int) -> str:
    """Return the name of the n-th of several that measure the same: the first has none."""
    return "%s_%d" % (name, which + 1) if which else name


def moment(taken: int, names: dict) -> str:
    """Return a time as its field is written."""
    text = iso(taken)
    if names is not SEED:
        return text
    parts = text[:-1].replace("T", "-").replace(":", "-").split("-")
    return " ".join(["%d" % int(part) for part in parts])


def instances(sample: bytes) -> "list[tuple[int, int, int]]":
    """Return (id, which of its kind, value) of the objects that have fields.

    One that is named as missing keeps its place, so that the next is not taken for it.
    """
    objects = wire.unpack_objects(sample)
    gaps = [
        (value & 0xFF, value >> 8) for object_id, value in objects if object_id == wire.MISSING
    ]
    next_of: "dict[int, int]" = {}
    found = []
    for object_id, value in objects:
        if object_id not in FIELDS:
            continue
        which = next_of.get(object_id, 0)
        while (object_id, which) in gaps:
            which += 1
        next_of[object_id] = which + 1
        found.append((object_id, which, value))
    return found


def text(object_id: int, value: int, names: dict) -> str:
    """Return an object's value in its unit; exact, because a board's floats are not."""
    name, decimals, kind = FIELDS[object_id]
    if kind == PRESSES:
        return json.dumps(PRESS_NAMES.get(value, "%d" % value))
    if names is SEED:
        decimals = SEED_DECIMALS.get(name, decimals)
    bits = 8 * wire.OBJECT_SIZES[object_id]
    if kind == SIGNED and value >> (bits - 1):
        value -= 1 << bits
    sign = "-" if value < 0 else ""
    digits = str(abs(value))
    if not decimals:
        return sign + digits
    digits = "0" * (decimals + 1 - len(digits)) + digits
    return "%s%s.%s" % (sign, digits[:-decimals], digits[-decimals:])
