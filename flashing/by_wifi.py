"""A node that goes by Wi-Fi to an MQTT server: what the command line says of it, and asks."""

import argparse
import os
from pathlib import Path
from typing import Any, Final

from flashing.settings import Settings
from flashing.talk import Asker

AUTHORITY: Final = "ca.pem"  # on the board
NEXT: Final = """
Nothing is left to do here: Home Assistant's MQTT integration finds this node by itself.
Its id is {ident}; on a server with an access list that is its user's name, too."""
# The options that are texts of a setting with parts, and which.
PARTS: Final = {
    "ssid": ("wifi", "ssid"),
    "address": ("wifi", "address"),
    "gateway": ("wifi", "gateway"),
    "mqtt_host": ("mqtt", "host"),
    "mqtt_port": ("mqtt", "port"),
    "mqtt_user": ("mqtt", "user"),
    "mqtt_topic": ("mqtt", "topic"),
    "mqtt_fields": ("mqtt", "fields"),
}
WIFI_PASSWORD: Final = "DOMOTIK_WIFI_PASSWORD"  # noqa: S105 - names of variables
MQTT_PASSWORD: Final = "DOMOTIK_MQTT_PASSWORD"  # noqa: S105


def add_arguments(node: argparse.ArgumentParser) -> None:
    """Add the options; passwords are asked, or come from the environment."""
    group = node.add_argument_group(
        "by Wi-Fi",
        f"Passwords are asked for, or taken from {WIFI_PASSWORD} and {MQTT_PASSWORD}.",
    )
    add = group.add_argument
    add("--transport", choices=("espnow", "mqtt"), help="how it reports (espnow)")
    add("--ssid", metavar="TEXT", help="the Wi-Fi network")
    add("--address", metavar="IP/SIZE", help="an address of its own, with --gateway")
    add("--gateway", metavar="IP", help="the router")
    add("--mqtt-host", metavar="HOST", help="the MQTT server")
    add("--mqtt-port", type=int, metavar="N", help="its port (1883, with --ca 8883)")
    add("--mqtt-user", metavar="TEXT", help="how it logs in (its id)")
    add("--mqtt-topic", metavar="TOPIC", help="where readings go (domotik/ID)")
    add("--mqtt-fields", choices=("standard", "seed"), help="names of the JSON's fields")
    add("--ca", type=Path, metavar="FILE", help="the authority's certificate: TLS")
    add("--ntp", metavar="HOST", help="the time server (pool.ntp.org)")


def given(named: dict[str, Any]) -> Settings:
    """Take these options out of the command line's; return them as settings."""
    settings: Settings = {
        key: value for key in ("transport", "ntp") if (value := named.pop(key, None))
    }
    for option, (key, part) in PARTS.items():
        if (value := named.pop(option, None)) is not None:
            settings.setdefault(key, {})[part] = value
    if named.get("ca"):
        settings.setdefault("mqtt", {})["ca"] = AUTHORITY
    return settings


def completed(kept: Settings, named: Settings, ident: str, asker: Asker) -> Settings:
    """Return the settings that were named, with parts that the board has or the user says."""
    if (kept | named).get("transport") != "mqtt":
        return named
    wifi = {**kept.get("wifi", {}), **named.get("wifi", {})}
    mqtt = {**kept.get("mqtt", {}), **named.get("mqtt", {})}
    if "ssid" not in wifi and (ssid := asker.text("Wi-Fi network", "")):
        wifi["ssid"] = ssid
    _add_password(wifi, "Wi-Fi password", WIFI_PASSWORD, asker)
    if "host" not in mqtt and (host := asker.text("MQTT server", "")):
        mqtt["host"] = host
    if "user" not in mqtt and (user := asker.text("MQTT user, - for none", ident)) != "-":
        mqtt["user"] = user
    if "user" in mqtt:
        _add_password(mqtt, "MQTT password", MQTT_PASSWORD, asker)
    return named | {"wifi": wifi, "mqtt": mqtt}


def _add_password(settings: Settings, what: str, variable: str, asker: Asker) -> None:
    """Add a password, unless there is one or none is wanted; it is never shown."""
    password = os.environ.get(variable)
    if password is None and "password" not in settings:
        password = asker.secret(what)
    if password:
        settings["password"] = password
