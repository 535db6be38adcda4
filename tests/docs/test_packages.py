"""Each package says in its first lines what lives there, and what may not."""

import ast
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
TOP = (
    "custom_components/domotik",
    "simulator",
    "demo",
    "campaign",
    "flashing",
    "drawings",
    "walk",
)
PACKAGES = sorted(
    path.parent
    for folder in (*TOP, "benchmarks")
    for path in (REPOSITORY / folder).rglob("__init__.py")
    if path.parent.parent.name != "benchmarks"
)


@pytest.mark.parametrize(
    "package", PACKAGES, ids=lambda path: path.relative_to(REPOSITORY).as_posix()
)
def test_package_says_what_lives_there_and_what_may_not(package: Path) -> None:
    words = ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""
    assert len(words.split("\n\n")) > 1
    assert any(word in words for word in ("No ", "no ", "not", "Nothing", "nothing", "never"))


@pytest.mark.parametrize("page", ["firmware/README.md", "tests/README.md"])
def test_every_folder_is_on_the_page_beside_it(page: str) -> None:
    path = REPOSITORY / page
    folders = {each.name for each in path.parent.glob("[!.]*") if each.is_dir()}
    hidden = {"__pycache__", "typings"}
    assert [name for name in folders - hidden if f"`{name}/`" not in path.read_text()] == []
