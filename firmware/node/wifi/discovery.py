"""Telling Home Assistant what this node measures, in one retained message."""

import json

import settings
import version
import wire

from wifi.fields import FIELDS, PRESS_NAMES, field, numbered

SILENT_HEARTBEATS = 2.5
EVENT_AGE_S = 10
DIAGNOSTIC = {"ent_cat": "diagnostic"}
HIDDEN = {"ent_cat": "diagnostic", "en": False}
MEASURED = {"stat_cla": "measurement"}
COUNTED = {"stat_cla": "total_increasing"}
# As Domotik's own integration shows them: device class, unit, digits, the rest.
SENSORS: dict = {
    wire.BATTERY: ("battery", "%", 0, (MEASURED, DIAGNOSTIC)),
    wire.TEMPERATURE: ("temperature", "°C", 1, (MEASURED,)),
    wire.HUMIDITY: ("humidity", "%", 1, (MEASURED,)),
    wire.PRESSURE: ("atmospheric_pressure", "hPa", 1, (MEASURED,)),
    wire.ILLUMINANCE: ("illuminance", "lx", 0, (MEASURED,)),
    wire.VOLTAGE: ("voltage", "V", 2, (MEASURED, DIAGNOSTIC)),
    wire.CO2: ("carbon_dioxide", "ppm", 0, (MEASURED,)),
    wire.TVOC_PPB: ("volatile_organic_compounds_parts", "ppb", 0, (MEASURED,)),
    wire.MOISTURE: ("moisture", "%", 1, (MEASURED,)),
    wire.AWAKE: ("duration", "ms", 0, (MEASURED, HIDDEN, {"name": "Awake"})),
    wire.SEND_FAILURES: (None, None, None, (COUNTED, HIDDEN, {"name": "Send failures"})),
    wire.DROPPED_SAMPLES: (None, None, None, (COUNTED, HIDDEN, {"name": "Dropped samples"})),
}
BINARY: dict = {
    wire.OPENING: ("opening", {}),
    wire.DOOR: ("door", {}),
    wire.GARAGE_DOOR: ("garage_door", {}),
    wire.MOTION: ("motion", {}),
    wire.WINDOW: ("window", {}),
    wire.SENSOR_FAULTS: ("problem", DIAGNOSTIC),
}
# What every node tells beside its sensors.
OWN = (wire.AWAKE, wire.SEND_FAILURES, wire.DROPPED_SAMPLES, wire.SENSOR_FAULTS)
# A sample that is older than a heartbeat is not the present; an event is over even sooner.
FRESH = "{{%s if '%s' in value_json and value_json.age<AGE else ''}}"
# The node's own figures come rarely: an old one is better than none.
TOLD = "{{%s if '%s' in value_json else ''}}"
RESET_CAUSES = ("unknown", "power_on", "hard", "watchdog", "deep_sleep", "soft")


def describe(stored: dict, ident: str, topic: str, names: dict, objects: "list[int]") -> str:
    """Return the device as Home Assistant's MQTT integration takes it."""
    status = topic + "/status"
    head: dict = {
        "dev": {
            "ids": ["domotik_" + ident],
            "cns": [["mac", ":".join([ident[at : at + 2] for at in range(0, 12, 2)])]],
            "name": stored["name"] or ident,
            "mf": "Domotik",
            "mdl": settings.model(stored),
            "sw": version.FIRMWARE,
        },
        "o": {"name": "Domotik", "sw": version.FIRMWARE},
        "stat_t": topic,
        "qos": 1,
    }
    if stored["power"] == "mains":
        # A node that sleeps is not gone; one that stays awake is, when the server says so.
        head.update({"avty_t": status, "avty_tpl": "{{value_json.status}}"})
    # Piece by piece: the whole as a dict would take several times the room.
    pieces = [
        finished(name, entity, ident, stored["heartbeat"])
        for name, entity in measured(objects, names, stored["heartbeat"]) + about(status)
    ]
    return '%s, "cmps": {%s}}' % (json.dumps(head)[:-1], ", ".join(pieces))


def finished(name: str, entity: dict, ident: str, heartbeat: int) -> str:
    """Return one entity as JSON; it is unavailable when nothing comes for too long."""
    entity["uniq_id"] = "domotik_%s_%s" % (ident, name)
    if entity["p"] != "event":
        entity["exp_aft"] = int(heartbeat * SILENT_HEARTBEATS)
    return '"%s": %s' % (name, json.dumps(entity))


def measured(objects: "list[int]", names: dict, heartbeat: int) -> "list[tuple[str, dict]]":
    """Return (name, entity) of all that the sensors and the node itself tell."""
    seen: "dict[int, int]" = {}
    found = []
    for object_id in objects + list(OWN):
        if object_id in FIELDS:
            which = seen.get(object_id, 0)
            seen[object_id] = which + 1
            entity = entity_of(object_id, field(object_id, which, names), heartbeat)
            if which:
                words = FIELDS[object_id][0].replace("_", " ")
                entity["name"] = "%s%s %d" % (words[0].upper(), words[1:], which + 1)
            found.append((numbered(FIELDS[object_id][0], which), entity))
    return found


def entity_of(object_id: int, name: str, heartbeat: int) -> dict:
    """Return the entity of one object, whose field has this name."""
    value = "value_json." + name
    template = TOLD if object_id in OWN else FRESH.replace("AGE", "%d" % heartbeat)
    if object_id == wire.BUTTON:
        text = "{'event_type':%s}|to_json" % value
        kinds = list(PRESS_NAMES.values())
        entity: dict = {"p": "event", "dev_cla": "button", "evt_typ": kinds}
        entity["val_tpl"] = FRESH.replace("AGE", "%d" % EVENT_AGE_S) % (text, name)
        return entity
    if object_id in BINARY:
        entity = {"p": "binary_sensor", "dev_cla": BINARY[object_id][0]}
        entity["val_tpl"] = template % ("('ON' if %s else 'OFF')" % value, name)
        entity.update(BINARY[object_id][1])
        return entity
    device_class, unit, digits, rest = SENSORS[object_id]
    told = (("dev_cla", device_class), ("unit_of_meas", unit), ("sug_dsp_prc", digits))
    entity = {key: known for key, known in told if known is not None}
    entity.update({"p": "sensor", "val_tpl": template % (value, name)})
    for more in rest:
        entity.update(more)
    return entity


def about(status: str) -> "list[tuple[str, dict]]":
    """Return (name, entity) of what is no measurement."""
    seen: dict = {"name": "Last seen", "dev_cla": "timestamp", "val_tpl": "{{now().isoformat()}}"}
    seen.update(DIAGNOSTIC)
    rssi: dict = {"dev_cla": "signal_strength", "unit_of_meas": "dBm", "stat_t": status}
    rssi["val_tpl"] = "{{value_json.rssi}}"
    rssi.update(MEASURED)
    rssi.update(HIDDEN)
    cause: dict = {"name": "Reset cause", "dev_cla": "enum", "ops": RESET_CAUSES}
    cause.update({"stat_t": status, "val_tpl": "{{value_json.reset_cause}}"})
    cause.update(HIDDEN)
    for entity in (seen, rssi, cause):
        entity["p"] = "sensor"
    return [("last_seen", seen), ("rssi", rssi), ("reset_cause", cause)]
