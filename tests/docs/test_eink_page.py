"""What docs/eink.md tells to do can be done."""

import re
from pathlib import Path
from typing import Any

import homeassistant.components
import pytest
import voluptuous as vol
from homeassistant.helpers.selector import selector
from homeassistant.util.yaml import parse_yaml

from custom_components.domotik.display.panels import PANELS

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs/eink.md").read_text()
CORE = Path(homeassistant.components.__path__[0]) / "opendisplay"
(AUTOMATION,) = re.findall(r"```yaml\n# opendisplay\n(.+?)```", PAGE, re.DOTALL)


def upload() -> dict[str, Any]:
    """Return what the documented automation hands to OpenDisplay's action."""
    automation: Any = parse_yaml(AUTOMATION)
    (action,) = automation["actions"]
    assert action["action"] == "opendisplay.upload_image"
    content: dict[str, Any] = action["data"]
    return content


def fields() -> dict[str, Any]:
    """Return the fields of core's own action, those of its sections too."""
    actions: Any = parse_yaml((CORE / "services.yaml").read_text())
    described = actions["upload_image"]["fields"]
    return {
        name: field
        for key, value in described.items()
        for name, field in value.get("fields", {key: value}).items()
    }


@pytest.mark.parametrize("name", upload())
def test_automation_gives_opendisplay_what_its_action_takes(name: str) -> None:
    given = upload()[name]
    assert vol.Schema(selector(fields()[name]["selector"]))(given) == given


def test_automation_gives_opendisplay_all_that_its_action_needs() -> None:
    needed = {name for name, field in fields().items() if field.get("required")}
    assert needed <= upload().keys()


@pytest.mark.parametrize("key", [key for key, panel in PANELS.items() if panel.driver])
def test_every_panel_is_on_the_page(key: str) -> None:
    name = PANELS[key].name.removeprefix("Waveshare ")
    size = f"{PANELS[key].width} x {PANELS[key].height}"
    base, _, version = name.rpartition(" ")
    rows = [row for row in PAGE.splitlines() if base in row and version in row and size in row]
    assert rows


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+?)\)", PAGE))
def test_every_link_leads_somewhere(target: str) -> None:
    assert target.startswith("https://") or (REPOSITORY / "docs" / target).exists()
