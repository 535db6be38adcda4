"""Code, translations and icons hold together."""

import ast
import json
import re
from pathlib import Path

import pytest
from homeassistant.const import Platform

from custom_components.domotik.broker_figures import BROKER_FIGURES
from custom_components.domotik.derived import DERIVED
from custom_components.domotik.display.errors import Reason
from custom_components.domotik.display.panels import PANELS
from custom_components.domotik.faults import _KEYS
from custom_components.domotik.figures import DAYS_LEFT, MAILBOX, NODE_FIGURES
from custom_components.domotik.node_buttons import NODE_BUTTONS
from custom_components.domotik.number import NODE_NUMBERS
from custom_components.domotik.protocol.objects import OBJECTS, Kind
from custom_components.domotik.sensor_types import RESET_CAUSES, SENSOR_TYPES
from flashing.options import Options, parse
from tests.quality.source import HERE, ICONS, MODULES, TEXTS

PLAIN = {Kind.SENSOR, Kind.TEXT, Kind.RAW, Kind.TIMESTAMP}
KEY = "000102030405060708090a0b0c0d0e0f"
ENTITIES = TEXTS["entity"]


def test_hacs_asks_for_what_the_tests_run_on() -> None:
    hacs = json.loads((HERE.parents[1] / "hacs.json").read_text())
    assert hacs["homeassistant"] == "2026.10.0"


def test_every_sensor_object_has_a_name_and_a_type() -> None:
    names = {kind.name for kind in OBJECTS.values() if kind.kind in PLAIN} - {"sensor_faults"}
    assert names <= ENTITIES["sensor"].keys() & SENSOR_TYPES.keys()


def test_every_figure_has_a_name() -> None:
    figures = (*NODE_FIGURES, DAYS_LEFT, *BROKER_FIGURES)
    keys = {figure.key for figure in figures} | {"started"}
    assert keys <= ENTITIES["sensor"].keys()


def test_no_sensor_has_a_name_for_nothing() -> None:
    keys = {figure.key for figure in (*NODE_FIGURES, DAYS_LEFT, MAILBOX, *BROKER_FIGURES)}
    keys |= {"started", "display_last_refresh"}
    assert ENTITIES["sensor"].keys() == keys | SENSOR_TYPES.keys() | DERIVED.keys()


def test_every_binary_object_has_a_name() -> None:
    names = {f"{kind.name}_state" for kind in OBJECTS.values() if kind.kind is Kind.BINARY}
    others = {"battery_low", "connected", "display_problem", "reachable", "sensor_faults"}
    assert names | others == ENTITIES["binary_sensor"].keys()


def test_every_event_object_has_a_name() -> None:
    kinds = {Kind.EVENT, Kind.COMMAND}
    assert {kind.name for kind in OBJECTS.values() if kind.kind in kinds} == ENTITIES[
        "event"
    ].keys()


def test_command_that_puts_a_key_onto_a_node_is_one_that_there_is() -> None:
    text = TEXTS["config_subentries"]["node"]["step"]["key"]["description"].format_map(
        {"key": KEY, "setting": ""}
    )
    [command] = re.findall(r"`scripts/flash (.+?)`", text)
    options = parse(command.split())
    assert isinstance(options, Options)
    assert (options.role, options.key) == ("node", KEY)


def test_every_reset_cause_has_a_name() -> None:
    assert ENTITIES["sensor"]["reset_cause"]["state"].keys() == set(RESET_CAUSES.values())


def test_every_restart_cause_of_a_broker_has_a_name() -> None:
    assert ENTITIES["sensor"]["restart_cause"]["state"].keys() == set(RESET_CAUSES.values())


def test_every_figure_without_a_class_has_an_icon() -> None:
    plain = {each.key for each in (*NODE_FIGURES, *BROKER_FIGURES) if each.device_class is None}
    assert plain <= ICONS["entity"]["sensor"].keys()


def test_every_setting_has_a_name_and_an_icon() -> None:
    keys = {"radio_channel"}
    assert keys == ENTITIES["select"].keys() == ICONS["entity"]["select"].keys()
    keys = {number.key for number in NODE_NUMBERS}
    assert keys == ENTITIES["number"].keys() == ICONS["entity"]["number"].keys()


def test_every_button_has_a_name_and_an_icon_or_a_class() -> None:
    keys = {button.key for button in NODE_BUTTONS if button.device_class is None}
    assert keys <= ENTITIES["button"].keys() & ICONS["entity"]["button"].keys()


def test_every_fate_of_mail_has_a_name() -> None:
    assert ENTITIES["sensor"]["mailbox"]["state"].keys() == set(MAILBOX.options or ())


def test_every_fault_is_explained_in_forms_and_in_the_log() -> None:
    keys = {*_KEYS.values(), "cannot_connect"}
    assert keys <= TEXTS["exceptions"].keys()
    assert keys - {"wrong_broker"} <= TEXTS["config"]["error"].keys()


def test_every_trouble_of_a_display_is_told_to_who_asked_for_it() -> None:
    assert {f"display_{reason}" for reason in Reason} <= TEXTS["exceptions"].keys()


def test_no_error_has_words_for_nothing() -> None:
    code = "".join(path.read_text() for path in MODULES.values())
    built = {f"display_{reason}" for reason in Reason}
    assert [key for key in TEXTS["exceptions"].keys() - built if f'"{key}"' not in code] == []


@pytest.mark.parametrize("name", [name for name in MODULES if name.endswith(("flow", "steps"))])
def test_every_reason_to_abort_is_explained(name: str) -> None:
    reasons = set(re.findall(r'reason="(\w+)"', MODULES[name].read_text()))
    flows = (TEXTS["config"], *TEXTS["config_subentries"].values())
    explained = {reason for flow in flows for reason in flow["abort"]}
    assert reasons <= explained


@pytest.mark.parametrize(
    "platform", [Platform.SENSOR, Platform.BINARY_SENSOR, Platform.EVENT, Platform.SELECT]
)
def test_icons_are_of_entities_that_exist(platform: Platform) -> None:
    assert ICONS["entity"][platform].keys() <= ENTITIES[platform].keys()


def test_every_trouble_of_a_display_is_explained() -> None:
    assert {f"display_{reason}" for reason in Reason} <= TEXTS["issues"].keys()


@pytest.mark.parametrize("key", [key for key, panel in PANELS.items() if not panel.driver])
def test_every_size_without_a_model_is_named(key: str) -> None:
    assert key in TEXTS["selector"]["display_model"]["options"]


@pytest.mark.parametrize(
    "path",
    sorted(path for folder in ("display", "protocol") for path in (HERE / folder).glob("*.py")),
    ids=lambda each: f"{each.parent.name}/{each.name}",
)
def test_inner_layers_know_nothing_of_home_assistant(path: Path) -> None:
    imports = list(ast.walk(ast.parse(path.read_text())))
    names = [
        alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names
    ]
    names += [
        node.module or ""
        for node in imports
        if isinstance(node, ast.ImportFrom) and not node.level
    ]
    assert not [name for name in names if name.startswith(("homeassistant", "custom_components"))]


@pytest.mark.parametrize("path", [HERE / "icons.json", *sorted(HERE.glob("translations/*.json"))])
def test_no_key_stands_twice(path: Path) -> None:
    doubled: list[str] = []

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        doubled.extend(key for key in set(keys) if keys.count(key) > 1)
        return dict(pairs)

    json.loads(path.read_text(), object_pairs_hook=unique)
    assert doubled == []
