"""The drawings show what is there, and what is there keeps to its layers."""

import ast
from itertools import product
from pathlib import Path

import pytest
from PIL import Image

from drawings import architecture, brand, wiring
from drawings.__main__ import texts
from drawings.packages import INTEGRATION, PACKAGES, ROOT, edges, foreign, imports, tops
from drawings.parts import DRAWN
from flashing.settings import check
from flashing.wirings import WIRINGS

TEXTS = texts()
IN = {each.folder: each for each in PACKAGES}
PROTOCOL = f"{INTEGRATION}/protocol"
DISPLAY = f"{INTEGRATION}/display"
HISTORY = f"{INTEGRATION}/history"
FIRMWARE = {name for name in IN if name.startswith("firmware/")}
SHIPPED = {name for name in IN if name.startswith(INTEGRATION)}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_drawing_is_as_its_program_draws_it(path: Path) -> None:
    assert path.read_text() == TEXTS[path], "run scripts/draw, and look at what it draws"


def test_every_drawing_is_in_the_documentation() -> None:
    pages = "".join(page.read_text() for page in (ROOT / "docs").glob("*.md"))
    assert [path.name for path in TEXTS if f"images/{path.name}" not in pages] == []


@pytest.mark.parametrize(("name", "suffix"), product(brand.COLOURS, brand.SIZES))
def test_icon_is_as_its_program_draws_it(name: str, suffix: str) -> None:
    drawn = brand.draw(brand.SIZES[suffix], *brand.COLOURS[name])
    assert Image.open(brand.FOLDER / f"{name}{suffix}.png").convert("RGBA") == drawn


@pytest.mark.parametrize("name", [name for name, wired in WIRINGS.items() if wired.sensors])
def test_every_wiring_is_drawn(name: str) -> None:
    assert f"wiring-{name}.svg" in wiring.drawings()


def test_every_chip_of_the_firmware_can_be_drawn() -> None:
    source = ast.parse((ROOT / "firmware/node/wirings.py").read_text())
    (chips,) = (
        each.value
        for each in source.body
        if isinstance(each, ast.AnnAssign) and ast.unparse(each.target) == "CHIPS"
    )
    assert isinstance(chips, ast.Dict)
    assert {ast.literal_eval(key) for key in chips.keys if key} == DRAWN.keys()


def test_pins_beyond_the_presets_can_be_used_together() -> None:
    check("node", {"sensors": [*WIRINGS["standard"].sensors, *wiring.MORE.sensors]})


def test_protocol_and_display_import_nothing_of_ours() -> None:
    assert imports(IN[PROTOCOL]) | imports(IN[DISPLAY]) == set()


def test_home_assistant_is_known_to_the_integration_alone() -> None:
    assert {name for name in IN if "Home Assistant" in foreign(IN[name])} == {INTEGRATION, HISTORY}


def test_radio_is_known_to_one_package() -> None:
    assert {name for name in IN if "ESP-NOW" in foreign(IN[name])} == {"firmware/lib"}


def test_what_is_installed_needs_nothing_outside() -> None:
    assert {imported for importer, imported in edges() if importer in SHIPPED} <= SHIPPED


def test_board_runs_what_lies_in_the_firmware_and_the_shared_files_alone() -> None:
    used = {imported for importer, imported in edges() if importer in FIRMWARE}
    assert used == {PROTOCOL, "firmware/lib"}


def test_simulator_knows_neither_integration_nor_firmware() -> None:
    assert imports(IN["simulator"]) == set()


def test_what_judges_and_draws_is_used_by_nothing() -> None:
    beside = {"tests", "benchmarks", "walk", "drawings"}
    assert [name for name in IN if tops(IN[name]) & beside] == []


def test_every_module_of_the_product_is_in_a_box() -> None:
    drawn = {path for each in PACKAGES for path in each.files()}
    folders = (INTEGRATION, "firmware", "simulator", "demo", "campaign", "flashing")
    modules = {path for folder in folders for path in (ROOT / folder).rglob("*.py")}
    beside = {path.relative_to(ROOT).as_posix() for path in modules - drawn}
    assert {name for name in beside if not name.startswith("firmware/frozen/")} == {
        "firmware/manifest.py"
    }


def test_every_package_has_its_place_in_the_drawing() -> None:
    assert architecture.PLACES.keys() == IN.keys()
    assert len(set(architecture.PLACES.values())) == len(IN)
