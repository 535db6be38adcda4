"""The project's packages, and who imports whom, as their files say it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
INTEGRATION: Final = "custom_components/domotik"
# Files that run on both sides go by their own names on a board.
SHARED: Final = ("wire", "chemistry")
# Where a board looks for modules; a name is found there without its folder.
ON_A_BOARD: Final = ("firmware/lib", "firmware/node", "firmware/broker")
FOREIGN: Final = {
    "homeassistant": "Home Assistant",
    "PIL": "Pillow",
    "cryptography": "cryptography",
    "serialx": "serialx",
    "espnow": "ESP-NOW",
    "machine": "the board's pins",
    "mpremote": "mpremote",
}


@dataclass(frozen=True, slots=True)
class Package:
    """A folder of modules, without the folders below that are packages themselves."""

    folder: str
    about: str

    def files(self) -> Iterator[Path]:
        """Yield its modules."""
        inner = [
            each.folder + "/" for each in PACKAGES if each.folder.startswith(self.folder + "/")
        ]
        for path in sorted((ROOT / self.folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(tuple(inner)):
                yield path


PACKAGES: Final = (
    Package(INTEGRATION, "entry, flows, devices, entities"),
    Package(f"{INTEGRATION}/history", "late readings into statistics, InfluxDB"),
    Package(f"{INTEGRATION}/display", "the e-ink summary: drawing, pace, panels"),
    Package(f"{INTEGRATION}/protocol", "bytes, seals, the session with a broker"),
    Package("firmware/broker", "radio to USB, acknowledges first"),
    Package("firmware/node", "wake, measure, report, sleep"),
    Package("firmware/lib", "radio, memory, settings, seals"),
    Package("simulator", "boards, ether, rooms; the real firmware"),
    Package("demo", "simulated home, real Home Assistant"),
    Package("campaign", "faults, and an account of every reading"),
    Package("flashing", "from a bare board to its first report"),
)


def imports(package: Package) -> set[str]:
    """Return the folders of the packages that one imports."""
    names = {name for path in package.files() for name in _imported(path)}
    return {found for name in names if (found := _package_of(name, package))} - {package.folder}


def foreign(package: Package) -> set[str]:
    """Return those of `FOREIGN` that a package imports."""
    return {FOREIGN[top] for top in tops(package) & FOREIGN.keys()}


def tops(package: Package) -> set[str]:
    """Return the first words of all that a package imports."""
    return {name.split(".")[0] for path in package.files() for name in _imported(path)}


def edges() -> set[tuple[str, str]]:
    """Return (importer, imported) of all packages."""
    return {(each.folder, other) for each in PACKAGES for other in imports(each)}


@cache
def _imported(path: Path) -> frozenset[str]:
    """Return the full name of each module that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(path, node)
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    """Return the full name of the module that a `from` names."""
    if not node.level:
        return node.module or ""
    parts = path.relative_to(ROOT).parent.parts
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, *filter(None, [node.module])])


def _package_of(name: str, importer: Package) -> str | None:
    """Return the folder of the package that a module lies in."""
    top = name.split(".", maxsplit=1)[0]
    if importer.folder in ON_A_BOARD:
        if top in SHARED:
            return f"{INTEGRATION}/protocol"
        here = [folder for folder in ON_A_BOARD if _holds(folder, top)]
        return None if not here else importer.folder if importer.folder in here else here[0]
    place = name.replace(".", "/") + "/"
    within = [each.folder for each in PACKAGES if place.startswith(each.folder + "/")]
    return max(within, key=len, default=None)


def _holds(folder: str, module: str) -> bool:
    return (ROOT / folder / f"{module}.py").is_file() or (ROOT / folder / module).is_dir()
