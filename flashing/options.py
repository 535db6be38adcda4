"""What `scripts/flash` can be told."""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from custom_components.domotik.protocol.firmware import Role
from custom_components.domotik.protocol.pairing import read_key
from flashing import by_wifi
from flashing.wirings import WIRINGS, sensor

EPILOG = """\
examples:
  scripts/flash broker
  scripts/flash node --name Kitchen --wiring standard
  scripts/flash node --name Attic --sensor bme280,scl=22,sda=21 --interval 600 --yes
  scripts/flash monitor
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The command line; `given` holds the settings that were named."""

    role: Role
    port: str | None
    image: Path | None
    sha256: str | None
    wipe: bool
    yes: bool
    compiled: bool
    key: str | None = field(repr=False)
    new_key: bool
    no_key: bool
    pairing: bool
    wiring: str | None
    ca: Path | None
    given: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorOptions:
    """The command line of `monitor`."""

    port: str | None


def parse(arguments: list[str] | None = None) -> Options | MonitorOptions:
    """Return the options; a mistake ends the program with a sentence."""
    named = vars(_parser().parse_args(arguments))
    if named.pop("command") == "monitor":
        return MonitorOptions(port=named["port"])
    settings = ("channel", "model", "name", "interval", "heartbeat", "led", "broker_mac")
    given = {
        "broker" if key == "broker_mac" else key: value
        for key in settings
        if (value := named.pop(key, None)) is not None
    }
    given |= by_wifi.given(named) | dict(named.pop("settings"))
    if sensors := named.pop("sensors", None):
        given["sensors"] = sensors
    for absent in ("key", "wiring", "ca"):
        named.setdefault(absent, None)
    for absent in ("new_key", "no_key", "pairing"):
        named.setdefault(absent, False)
    return Options(given=given, **named)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/flash",
        description="Turn an ESP32 on a USB port into a broker or a node of Domotik.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    broker = commands.add_parser("broker", help="the board on Home Assistant's USB port")
    node = commands.add_parser("node", help="a board with sensors")
    monitor = commands.add_parser("monitor", help="show what a board on a port says")
    for command in (broker, node, monitor):
        command.add_argument("--port", metavar="PORT", help="the board's serial port")
    for role, command in (("broker", broker), ("node", node)):
        command.set_defaults(role=role)
        _add_common(command)
    _add_node(node)
    return parser


def _add_common(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--yes", action="store_true", help="ask nothing: take defaults")
    add("--wipe", action="store_true", help="erase everything first, key and settings too")
    add("--image", type=Path, metavar="FILE", help="a MicroPython image of your own")
    add("--sha256", metavar="HEX", help="what the image of your own must have")
    add("--channel", type=int, metavar="N", help="Wi-Fi channel, 1 to 13")
    add("--model", metavar="TEXT", help="the device's model in Home Assistant")
    add("--source", dest="compiled", action="store_false", help="put .py files, not .mpy")
    add(
        "--set",
        dest="settings",
        action="append",
        default=[],
        type=_setting,
        metavar="KEY=JSON",
        help="any other setting, such as 'dead_bands={\"temperature\": 0.2}'",
    )


def _add_node(node: argparse.ArgumentParser) -> None:
    add = node.add_argument
    add("--name", metavar="TEXT", help="what the node is called")
    add("--interval", type=int, metavar="S", help="seconds between two looks at the sensors")
    add("--heartbeat", type=int, metavar="S", help="seconds after which it reports in any case")
    add("--broker", dest="broker_mac", type=_mac, metavar="MAC", help="the broker, if known")
    add("--led", type=int, metavar="PIN", help="an LED to blink when asked which board it is")
    wired = node.add_mutually_exclusive_group()
    titles = "; ".join(f"{name} ({wiring.title})" for name, wiring in WIRINGS.items())
    wired.add_argument("--wiring", choices=list(WIRINGS), help=titles)
    wired.add_argument(
        "--sensor",
        dest="sensors",
        action="append",
        type=sensor,
        metavar="CHIP,PIN=N",
        help="one sensor, such as bme280,scl=26,sda=25; may be repeated",
    )
    keys = node.add_mutually_exclusive_group()
    keys.add_argument("--key", type=_key, metavar="HEX", help="take this key (32 hex digits)")
    keys.add_argument("--new-key", action="store_true", help="make a new key")
    keys.add_argument("--no-key", action="store_true", help="send in the clear")
    by_wifi.add_arguments(node)
    add("--pairing", action="store_true", help="show the pairing text of the key that is kept")


def _key(text: str) -> str:
    key = read_key(text)
    if key is None:
        raise argparse.ArgumentTypeError("a key has 32 hex digits")
    return key


def _mac(text: str) -> str:
    digits = text.replace(":", "").replace("-", "").lower()
    if len(digits) != 12 or set(digits) - set("0123456789abcdef"):
        raise argparse.ArgumentTypeError(f"{text} is not a MAC such as 24:0a:c4:00:00:01")
    return digits


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    try:
        return name.strip(), json.loads(value)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text}: write KEY=JSON, a text in quotes within it"
            if equals
            else f"{text}: write KEY=JSON"
        ) from None
