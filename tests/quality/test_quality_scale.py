"""The rules of Home Assistant's quality scale, as far as a program can check them."""

import ast
import re
from typing import Any

import pytest
from homeassistant.config_entries import ConfigFlow

from custom_components.domotik import async_setup_entry, async_unload_entry
from custom_components.domotik.config_flow import DomotikConfigFlow
from custom_components.domotik.const import PLATFORMS
from custom_components.domotik.entity import DomotikEntity
from tests.quality.source import (
    HERE,
    ICONS,
    MANIFEST,
    MODULES,
    TEXTS,
    calls,
    keyword,
    leaves,
    read_yaml,
    tree,
)

RULES: dict[str, Any] = read_yaml("quality_scale.yaml")["rules"]
REPOSITORY = HERE.parents[1]
GUIDE = (REPOSITORY / "docs/home-assistant.md").read_text()
README = (REPOSITORY / "README.md").read_text()
TIERS = {
    "bronze": """action-setup appropriate-polling brands common-modules config-flow-test-coverage
        config-flow dependency-transparency docs-actions docs-triggers docs-conditions
        docs-high-level-description docs-installation-instructions docs-removal-instructions
        entity-event-setup entity-unique-id has-entity-name runtime-data test-before-configure
        test-before-setup unique-config-entry""",
    "silver": """action-exceptions config-entry-unloading docs-configuration-parameters
        docs-installation-parameters entity-unavailable integration-owner log-when-unavailable
        parallel-updates reauthentication-flow test-coverage""",
    "gold": """devices diagnostics discovery-update-info discovery docs-data-update docs-examples
        docs-known-limitations docs-supported-devices docs-supported-functions
        docs-troubleshooting docs-use-cases dynamic-devices entity-category entity-device-class
        entity-disabled-by-default entity-translations exception-translations icon-translations
        reconfiguration-flow repair-issues stale-devices""",
    "platinum": "async-dependency inject-websession strict-typing",
}
# What Home Assistant raises at people, who are told in their own language.
SHOWN_ERRORS = {"ConfigEntryError", "ConfigEntryNotReady", "HomeAssistantError"} | {
    "ServiceValidationError"
}
RAISED = [
    (name, call) for name in MODULES for called, call in calls(name) if called in SHOWN_ERRORS
]
PLATFORM_NAMES = [str(platform) for platform in PLATFORMS]


def test_every_rule_is_stated() -> None:
    assert RULES.keys() == {rule for tier in TIERS.values() for rule in tier.split()}


@pytest.mark.parametrize("rule", RULES)
def test_rule_is_kept_or_does_not_apply(rule: str) -> None:
    stated = RULES[rule] if isinstance(RULES[rule], dict) else {"status": RULES[rule]}
    assert stated["status"] == "done" or (stated["status"], bool(stated["comment"])) == (
        "exempt",
        True,
    )


def test_nothing_polls() -> None:
    assert DomotikEntity.should_poll.__get__(DomotikEntity.__new__(DomotikEntity)) is False
    assert MANIFEST["iot_class"] == "local_push"


@pytest.mark.parametrize("name", ["icon.png", "icon@2x.png", "dark_icon.png", "dark_icon@2x.png"])
def test_brand_has_its_pictures(name: str) -> None:
    assert (HERE / "brand" / name).read_bytes().startswith(b"\x89PNG")


def test_set_up_is_by_a_flow_that_can_be_repeated() -> None:
    assert MANIFEST["config_flow"] is True
    assert issubclass(DomotikConfigFlow, ConfigFlow)
    assert callable(DomotikConfigFlow.async_step_reconfigure)


def test_entry_can_be_set_up_and_unloaded() -> None:
    assert callable(async_setup_entry)
    assert callable(async_unload_entry)


def test_somebody_owns_the_integration() -> None:
    assert MANIFEST["codeowners"]


@pytest.mark.parametrize("platform", PLATFORM_NAMES)
def test_platform_says_how_many_updates_run_at_once(platform: str) -> None:
    assert re.search(r"^PARALLEL_UPDATES = \d$", MODULES[platform].read_text(), re.MULTILINE)


def test_every_entity_has_a_name_of_its_own() -> None:
    assert DomotikEntity.has_entity_name.__get__(DomotikEntity.__new__(DomotikEntity)) is True


@pytest.mark.parametrize("name", MODULES)
def test_nothing_of_an_entry_lies_in_the_global_store(name: str) -> None:
    assert "hass.data[DOMAIN][" not in MODULES[name].read_text()


@pytest.mark.parametrize(("module", "call"), RAISED, ids=[name for name, _ in RAISED])
def test_error_is_told_in_the_users_language(module: str, call: ast.Call) -> None:
    assert keyword(call, "translation_domain") == "DOMAIN"
    assert keyword(call, "translation_key")


def test_every_error_that_is_named_has_its_words() -> None:
    keys = {keyword(call, "translation_key") or "" for _, call in RAISED}
    named = {ast.literal_eval(key) for key in keys if key.startswith(("'", '"'))}
    assert named <= TEXTS["exceptions"].keys()


def test_every_action_is_registered_before_any_entry() -> None:
    set_up = next(
        node for node in tree("__init__").body if getattr(node, "name", "") == "async_setup_entry"
    )
    assert "services" not in ast.unparse(set_up)


def test_every_action_is_described_and_has_an_icon() -> None:
    actions = read_yaml("services.yaml")
    assert actions.keys() == TEXTS.get("services", {}).keys() == ICONS.get("services", {}).keys()


@pytest.mark.parametrize("action", read_yaml("services.yaml"))
def test_every_field_of_an_action_is_described(action: str) -> None:
    fields = read_yaml("services.yaml")[action].get("fields", {})
    texts = TEXTS["services"][action]
    assert {"name", "description"} <= texts.keys()
    assert fields.keys() == texts.get("fields", {}).keys()
    assert all(
        {"name", "description"} == field.keys() for field in texts.get("fields", {}).values()
    )


def test_types_are_strict() -> None:
    assert "strict = true" in (REPOSITORY / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("docs-high-level-description", "# Domotik in Home Assistant"),
        ("docs-installation-parameters", "## Adding a broker"),
        ("docs-configuration-parameters", "## Options"),
        ("docs-actions", "## Actions"),
        ("docs-data-update", "## When values change"),
        ("docs-examples", "## Examples"),
        ("docs-known-limitations", "## Limits"),
        ("docs-supported-devices", "## What is supported"),
        ("docs-supported-functions", "## Entities"),
        ("docs-troubleshooting", "## When something is wrong"),
        ("docs-use-cases", "## What it is for"),
        ("docs-removal-instructions", "## Removing it"),
    ],
)
def test_guide_has_a_part_for_each_rule_of_the_documentation(rule: str, words: str) -> None:
    assert RULES[rule] == "done"
    assert f"\n{words}\n" in f"\n{GUIDE}"


def test_readme_says_how_to_install() -> None:
    assert "\n## Install\n" in README


@pytest.mark.parametrize("option", ["availability_factor", "late_history"])
def test_every_option_is_in_the_guide(option: str) -> None:
    assert TEXTS["options"]["step"]["init"]["data"][option] in GUIDE


@pytest.mark.parametrize("action", read_yaml("services.yaml"))
def test_every_action_is_in_the_guide(action: str) -> None:
    assert f"`domotik.{action}`" in GUIDE


def test_every_repair_is_in_the_guide() -> None:
    titles = [issue["title"] for issue in TEXTS["issues"].values()]
    assert [title for title in titles if title.format_map(Anything()) not in GUIDE] == []


class Anything(dict[str, str]):
    """Fills every placeholder of a text the way the guide does."""

    def __missing__(self, key: str) -> str:
        """Return a placeholder as a reader of the guide sees it."""
        return f"({key})"


def test_texts_name_no_other_file() -> None:
    assert [path for path, text in leaves(TEXTS) if "[%key:" in text] == []
