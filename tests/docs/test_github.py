"""What GitHub reads: forms that ask for what helps, and workflows that may do little."""

import re
from pathlib import Path
from typing import Any

import pytest
from homeassistant.util.yaml import parse_yaml

GITHUB = Path(__file__).parents[2] / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = ("problem", "hardware")


def form(name: str) -> dict[str, Any]:
    """Return the fields of an issue form."""
    content: Any = parse_yaml((GITHUB / f"ISSUE_TEMPLATE/{name}.yml").read_text())
    return {field["id"]: field for field in content["body"] if "id" in field}


@pytest.mark.parametrize("name", FORMS)
def test_form_asks_for_diagnostics(name: str) -> None:
    field = form(name)["diagnostics"]
    assert field["validations"] == {"required": True}
    assert "Keys are never in it" in field["attributes"]["description"]


def test_problem_tells_versions_and_boards() -> None:
    fields = form("problem")
    needed = ("seen", "home-assistant", "versions", "boards")
    assert [name for name in needed if not fields[name]["validations"]["required"]] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_grants_nothing_by_itself(path: Path) -> None:
    content: Any = parse_yaml(path.read_text())
    assert content["permissions"] == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_named_by_its_commit(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text())
    ours = re.compile(r"\$/\.github/workflows/[a-z]+\.yml")
    pinned = re.compile(r"[\w./-]+@[0-9a-f]{40}")
    assert [
        name
        for name, remark in used
        if not ours.fullmatch(name) and not (pinned.fullmatch(name) and " # " in remark)
    ] == []


def test_release_alone_may_write() -> None:
    writing = {path.stem for path in WORKFLOWS if ": write" in path.read_text()}
    assert writing == {"release"}
