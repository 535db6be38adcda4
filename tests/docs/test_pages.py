"""Every page of the documentation: its links lead somewhere, its commands exist."""

import re
import shlex
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import campaign.options
import demo.options
import flashing.options
from custom_components.domotik.protocol import wire

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
BESIDE = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSES.md", "CHANGELOG.md")
FOLDERS = ("docs", "examples", "simulator", "campaign", "firmware", "tests")
PAGES = sorted(
    [REPOSITORY / name for name in BESIDE]
    + [page for folder in FOLDERS for page in (REPOSITORY / folder).rglob("*.md")]
)
FORMS = sorted((REPOSITORY / ".github").rglob("*.yml"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?<![\w./])(scripts/[a-z_-]+)((?:[^`\n|;(]|\\\n)*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
# These hand all options on to pytest.
TO_PYTEST = {"scripts/test", "scripts/test-on"}


def name_of(page: Path) -> str:
    """Return a page's name for a report."""
    return page.relative_to(REPOSITORY).as_posix()


def anchors(page: Path) -> set[str]:
    """Return the names of a page's headings, as GitHub makes them."""
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def leads_nowhere(page: Path, target: str) -> bool:
    """Tell whether a link to a file of ours is broken."""
    if re.match(r"https?:|mailto:", target):
        return False
    file, _, anchor = target.partition("#")
    path = (page.parent / file).resolve() if file else page
    return not path.exists() or bool(anchor and anchor not in anchors(path))


def commands(page: Path) -> list[tuple[str, list[str]]]:
    """Return each command of a page, and its options."""
    text = page.read_text().replace("\\\n", " ")
    return [(program, OPTION.findall(rest)) for program, rest in COMMAND.findall(text)]


@cache
def described(program: str) -> str:
    """Return what a program and its parts say of their options."""
    path = REPOSITORY / program
    source = path.read_text()
    packages = re.findall(r"(?:-m |\$root/)([a-z_/]+)", source) + re.findall(
        r"^from (\w+)", source, re.MULTILINE
    )
    folders = [REPOSITORY / package for package in packages if (REPOSITORY / package).is_dir()]
    parts = [part.read_text() for folder in folders for part in folder.rglob("*.py")]
    return "".join([source, *parts])


RUN = sorted(
    {
        (program, option)
        for page in [*PAGES, *FORMS]
        for program, options in commands(page)
        for option in options
        if program not in TO_PYTEST and option != "--help"
    }
)
NAMED = sorted({program for page in [*PAGES, *FORMS] for program, _ in commands(page)})
PARSERS: dict[str, Callable[[list[str]], object]] = {
    "scripts/campaign": campaign.options.parse,
    "scripts/demo": demo.options.parse,
    "scripts/flash": flashing.options.parse,
}
SHOWN = sorted(
    {
        line.strip()
        for page in PAGES
        for block in re.findall(r"```\w*\n(.*?)```", page.read_text(), re.DOTALL)
        for line in block.replace("\\\n", " ").splitlines()
        if line.partition(" ")[0] in PARSERS
    }
)


@pytest.mark.parametrize("line", SHOWN)
def test_command_to_copy_is_understood(line: str) -> None:
    program, *arguments = shlex.split(line, comments=True)
    assert PARSERS[program](arguments)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = LINK.findall(re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL))
    assert [target for target in targets if leads_nowhere(page, target)] == []


@pytest.mark.parametrize("program", NAMED)
def test_every_program_is_there(program: str) -> None:
    assert (REPOSITORY / program).stat().st_mode & 0o111


@pytest.mark.parametrize(("program", "option"), RUN)
def test_every_option_is_one_of_its_program(program: str, option: str) -> None:
    assert f'"{option}"' in described(program) or f"{option})" in described(program)


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent == DOCS], ids=name_of)
def test_every_page_is_in_the_index(page: Path) -> None:
    index = (DOCS / "README.md").read_text()
    assert page.name == "README.md" or f"]({page.name}" in index


def test_limits_are_those_of_the_code() -> None:
    limits = (DOCS / "limits.md").read_text()
    assert f"{wire.MAIL_A_NODE} letters wait for a node, {wire.MAIL_IN_ALL} in a broker" in limits
    assert f"A frame holds {wire.FRAME_MAX} bytes" in limits


def test_no_page_names_a_folder_of_somebodys_machine() -> None:
    known = re.compile(r"(?<![\w.])/(root|work|tmp)/")
    tracked = subprocess.run(
        ["git", "ls-files", "*.md", "*.yml"], cwd=REPOSITORY, capture_output=True, check=True
    ).stdout.decode()
    assert [
        name for name in tracked.split() if known.search((REPOSITORY / name).read_text())
    ] == []
