"""LICENSES.md lists everything that comes from others, and all of it goes with MIT."""

import importlib.metadata
import re
from pathlib import Path

import pytest

from custom_components.domotik.display.waveshare import REQUIREMENTS
from tests.quality.source import HERE, MANIFEST

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "LICENSES.md").read_text()
_, SHIPPED, INSTALLED, DEVELOPED = PAGE.split("\n## ")
ROW = re.compile(r"^\| (\S+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
NAME = re.compile(r"[\w.-]+")
# Home Assistant with what it fetches by itself is one line of the page.
OF_HOME_ASSISTANT = {"run.in", "run.optional.txt"}
PERMISSIVE = {"MIT", "MIT-CMU", "Apache-2.0", "Apache-2.0 OR BSD-3-Clause", "OFL-1.1"}
# Of files that are changed, not of what is made with them.
DEVELOPMENT = PERMISSIVE | {"MPL-2.0"}
# Started as a program, not imported: another work.
PROGRAMS = {"esptool": "GPL-2.0-or-later"}


def rows(part: str) -> dict[str, str]:
    """Return the licence of each package in a part of the page."""
    found = {name: licence for name, _, licence in ROW.findall(part)}
    return {name: licence for name, licence in found.items() if name not in ("package", "---")}


def named(text: str) -> set[str]:
    """Return the packages that a file of requirements names itself."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return {NAME.match(line)[0] for line in lines if line and not line.startswith("-")}  # type: ignore[index]


def pinned() -> set[str]:
    """Return the packages that our own environments name."""
    folder = REPOSITORY / "requirements"
    files = [*folder.glob("*.in"), *folder.glob("*.bare.txt"), *folder.glob("*.optional.txt")]
    texts = [path.read_text() for path in files if path.name not in OF_HOME_ASSISTANT]
    return set().union(*map(named, texts))


def installed(name: str) -> str | None:
    """Return what a package says of its licence, None if it is not here or does not say."""
    try:
        metadata = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    return metadata.get("License-Expression") or metadata.get("License")


LISTED = rows(INSTALLED) | rows(DEVELOPED)
SAYING = sorted(name for name in LISTED if installed(name))


def test_every_requirement_is_listed() -> None:
    assert pinned() - LISTED.keys() == set()


def test_no_requirement_is_listed_that_is_gone() -> None:
    assert rows(DEVELOPED).keys() - pinned() == set()


def test_what_the_integration_installs_is_listed() -> None:
    wanted = named("\n".join([*MANIFEST["requirements"], *REQUIREMENTS]))
    assert wanted - rows(INSTALLED).keys() == set()


@pytest.mark.parametrize("name", SAYING)
def test_licence_is_what_the_package_says(name: str) -> None:
    said = installed(name) or ""
    assert LISTED[name] == said.removesuffix(" license").removesuffix(" License")


def test_what_users_get_is_permissive() -> None:
    foreign = {name: text for name, text in rows(INSTALLED).items() if text not in PERMISSIVE}
    assert foreign == PROGRAMS


def test_what_develops_it_binds_nothing_that_is_made() -> None:
    assert set(rows(DEVELOPED).values()) <= DEVELOPMENT


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_under_another_licence_is_not_imported(program: str) -> None:
    imports = re.compile(rf"^\s*(import|from) {program}\b", re.MULTILINE)
    sources = (REPOSITORY / "flashing").glob("*.py")
    assert [path.name for path in sources if imports.search(path.read_text())] == []


def test_every_font_is_listed_with_its_text() -> None:
    fonts = {path.name for path in HERE.rglob("*.ttf")}
    patterns = re.findall(r"`display/fonts/(\S+)`", SHIPPED)
    texts = re.findall(r"\]\((custom_components/\S+)\)", SHIPPED)
    assert {
        font for font in fonts if not any(Path(font).match(each) for each in patterns)
    } == set()
    assert [text for text in texts if not (REPOSITORY / text).is_file()] == []


def test_nothing_foreign_is_shipped_but_fonts() -> None:
    ours = {".py", ".json", ".yaml", ".png", ".md", ".txt"}
    assert {path.suffix for path in HERE.rglob("*.*")} - ours - {".pyc"} == {".ttf"}
