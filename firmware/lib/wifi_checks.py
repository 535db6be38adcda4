"""What the settings of the Wi-Fi way may be, and a sentence for the first mistake.

No sentence repeats a value: some are secrets.
"""

WIFI = ("ssid", "password", "address", "gateway", "dns")
MQTT = ("host", "port", "user", "password", "ca", "topic", "fields", "discovery")
TRANSPORTS = ("espnow", "mqtt")
FIELDS = ("standard", "seed")
TEXTS = {
    "wifi.ssid": (1, 32),
    "mqtt.host": (1, 64),
    "mqtt.user": (1, 64),
    "mqtt.password": (0, 128),
    "mqtt.ca": (1, 32),
    "mqtt.topic": (1, 64),
    "mqtt.discovery": (0, 32),
}
NTP_MAX = 64


def check(key: str, value: object) -> str:
    """Return the mistake in `transport`, `wifi`, `mqtt` or `ntp`, empty when it is right."""
    if key == "transport":
        return "" if value in TRANSPORTS else "transport must be one of: espnow, mqtt"
    if key == "ntp":
        right = isinstance(value, str) and 0 < len(value.encode()) <= NTP_MAX and is_server(value)
        return "" if right else "ntp must be a server's name or address, such as pool.ntp.org"
    known = WIFI if key == "wifi" else MQTT
    if not isinstance(value, dict):
        return '%s must be an object such as {"%s": "..."}' % (key, known[0])
    for name, part in value.items():
        found = check_part(key, name, part, known)
        if found:
            return found
    return incomplete(key, value)


def lacking(settings: dict) -> str:
    """Return what settings lack to go the Wi-Fi way, empty when they lack nothing."""
    for key, part in (("wifi", "ssid"), ("mqtt", "host")):
        if part not in settings[key]:
            return "transport mqtt needs %s.%s" % (key, part)
    return ""


def incomplete(key: str, value: dict) -> str:
    """Return what is missing beside what is there."""
    if "address" in value and "gateway" not in value:
        return "wifi.gateway is missing: an address of your own needs the router's, too"
    if "password" in value and key == "mqtt" and "user" not in value:
        return "mqtt.user is missing: a password belongs to a user"
    return ""


def check_part(key: str, name: str, value: object, known: tuple) -> str:
    """Return the mistake in one setting of several, if any."""
    full = "%s.%s" % (key, name)
    if name not in known:
        return "%s is not a setting here; there are: %s" % (full, ", ".join(sorted(known)))
    if full == "wifi.password":
        return check_wifi_password(value)
    if name in ("address", "gateway", "dns"):
        return check_address(full, value)
    if name == "port":
        right = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65536
        return "" if right else "mqtt.port must be a whole number from 1 to 65535"
    if name == "fields":
        return "" if value in FIELDS else "mqtt.fields must be one of: " + ", ".join(FIELDS)
    return check_text(full, value)


def check_text(full: str, value: object) -> str:
    """Return the mistake in a text, if any."""
    low, high = TEXTS[full]
    if not isinstance(value, str) or not low <= len(value.encode()) <= high:
        return "%s must be a text of %d to %d bytes" % (full, low, high)
    if full in ("mqtt.topic", "mqtt.discovery") and not is_topic(value):
        return "%s must be a topic without +, # and $, and without / at its ends" % full
    return ""


def check_wifi_password(value: object) -> str:
    """Return the mistake in a password for WPA, if any; an open network has none."""
    if isinstance(value, str) and (not value or 8 <= len(value.encode()) <= 64):
        return ""
    return "wifi.password must have 8 to 64 bytes, or be left out for an open network"


def check_address(full: str, value: object) -> str:
    """Return the mistake in an IPv4 address, if any; `address` tells its network's size too."""
    text, slash, size = value.partition("/") if isinstance(value, str) else ("", "", "")
    parts = text.split(".")
    right = len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts)
    if full == "wifi.address":
        if right and slash and size.isdigit() and 8 <= int(size) <= 30:
            return ""
        return "wifi.address must be an IPv4 address and its network's size: 192.168.1.50/24"
    return "" if right and not slash else "%s must be an IPv4 address" % full


def is_server(text: str) -> bool:
    """Tell whether a text is HOST or HOST:PORT."""
    host, colon, port = text.partition(":")
    return bool(host) and " " not in text and (not colon or port.isdigit())


def is_topic(text: str) -> bool:
    """Tell whether something can be published under a text."""
    return not (any(sign in text for sign in "+#$") or text[:1] == "/" or text[-1:] == "/")
