"""What hassfest, Home Assistant's own checker, asks of a custom integration."""

import re
import string
from typing import Any

import pytest
from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import validate_selector

from tests.quality.source import HERE, ICONS, MANIFEST, TEXTS, leaves, read_yaml

KNOWN = {
    *("domain", "name", "codeowners", "version", "iot_class", "documentation"),
    *("integration_type", "config_flow", "usb", "mqtt", "dependencies", "after_dependencies"),
    *("requirements", "loggers", "issue_tracker", "quality_scale", "single_config_entry"),
    *("preview_features", "import_executor"),
}
NEEDED = {"domain", "name", "codeowners", "version", "iot_class", "documentation"}
TOP = {"config", "config_subentries", "options", "selector", "system_health"} | {
    *("entity", "exceptions", "issues", "services", "device", "title"),
}
STEP = {"title", "description", "data", "data_description", "menu_options", "submit"} | {
    *("menu_option_descriptions", "sections"),
}
FLOW = {"step", "error", "abort", "create_entry", "progress", "flow_title", "entry_type"} | {
    "initiate_flow"
}
KEY = re.compile(r"(?!.+[_-]{2})(?![_-])[a-z0-9-_]+(?<![_-])")
URL = re.compile(r"((ftps?|https?|mqtts?|socket)://|www\.)[a-z0-9.-]+\.[a-z]{2,5}", re.IGNORECASE)
FLOWS: dict[str, dict[str, Any]] = {
    "config": TEXTS["config"],
    "options": TEXTS["options"],
    **TEXTS["config_subentries"],
    **{key: issue["fix_flow"] for key, issue in TEXTS["issues"].items() if "fix_flow" in issue},
}
LEAVES = leaves(TEXTS)
PARTS = string.Formatter().parse
STEPS = {
    f"{flow}.{name}": step for flow, texts in FLOWS.items() for name, step in texts["step"].items()
}


def test_manifest_holds_known_keys_alone() -> None:
    assert NEEDED <= MANIFEST.keys() <= KNOWN


def test_manifest_keys_are_sorted() -> None:
    assert list(MANIFEST) == ["domain", "name", *sorted(MANIFEST.keys() - {"domain", "name"})]


def test_domain_is_the_folders_name() -> None:
    assert MANIFEST["domain"] == HERE.name


@pytest.mark.parametrize("key", ["documentation", "issue_tracker"])
def test_manifest_leads_to_our_own_pages(key: str) -> None:
    assert MANIFEST[key].startswith("https://")
    assert "home-assistant.io" not in MANIFEST[key]


def test_version_is_one_that_home_assistant_loads() -> None:
    assert AwesomeVersion(MANIFEST["version"]).strategy is AwesomeVersionStrategy.SEMVER


def test_manifest_pins_no_serial_library() -> None:
    assert MANIFEST["requirements"] == ["serialx>=1.11.0"]


def test_texts_have_known_parts_alone() -> None:
    assert TEXTS.keys() <= TOP


@pytest.mark.parametrize("flow", FLOWS)
def test_flow_has_known_parts_alone(flow: str) -> None:
    assert FLOWS[flow].keys() <= FLOW


@pytest.mark.parametrize("step", STEPS)
def test_step_has_known_parts_alone(step: str) -> None:
    assert STEPS[step].keys() <= STEP


@pytest.mark.parametrize("step", STEPS)
def test_every_field_of_a_form_is_described(step: str) -> None:
    assert STEPS[step].get("data", {}).keys() == STEPS[step].get("data_description", {}).keys()


@pytest.mark.parametrize("issue", TEXTS["issues"])
def test_issue_has_either_a_description_or_a_fix(issue: str) -> None:
    assert TEXTS["issues"][issue].keys() in ({"title", "description"}, {"title", "fix_flow"})


def test_keys_of_entities_are_well_formed() -> None:
    keys = [key for platform in TEXTS["entity"].values() for key in platform]
    assert [key for key in keys if not KEY.fullmatch(key)] == []


def test_texts_are_plain() -> None:
    assert [path for path, text in LEAVES if cv.string_with_no_html(text) != text.strip()] == []


def test_texts_hold_no_address() -> None:
    assert [path for path, text in LEAVES if URL.search(text)] == []


def test_placeholders_are_well_formed() -> None:
    fields = [(path, field) for path, text in LEAVES for _, field, _, _ in PARTS(text) if field]
    assert [path for path, field in fields if not field.isidentifier()] == []
    assert [path for path, text in LEAVES if re.search(r"'{\w+}'", text)] == []


def test_icons_are_of_the_known_set() -> None:
    assert [icon for _, icon in leaves(ICONS) if not icon.startswith("mdi:")] == []
    assert ICONS.keys() <= {"entity", "services"}


@pytest.mark.parametrize("action", read_yaml("services.yaml"))
def test_action_has_fields_with_selectors(action: str) -> None:
    fields = read_yaml("services.yaml")[action].get("fields", {}).values()
    assert all(field.keys() <= {"required", "default", "example", "selector"} for field in fields)
    assert all(validate_selector(field["selector"]) is not None for field in fields)
