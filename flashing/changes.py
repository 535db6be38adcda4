"""The version, wherever it stands, and what CHANGELOG.md says of it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from custom_components.domotik.protocol.firmware import CHECKOUT
from flashing.errors import FlashError

ROOT: Final = Path(__file__).parent.parent
MANIFEST: Final = ROOT / "custom_components" / "domotik" / "manifest.json"
FIRMWARE: Final = CHECKOUT / "lib" / "version.py"
CHANGES: Final = ROOT / "CHANGELOG.md"
FORM: Final = re.compile(r"\d+\.\d+\.\d+")
UNRELEASED: Final = "unreleased"


@dataclass(frozen=True, slots=True)
class Section:
    """What CHANGELOG.md says of one version."""

    version: str
    date: str
    text: str


def section(version: str) -> Section:
    """Return what is written of a version."""
    found = re.search(
        rf"^## {re.escape(version)} - (.+)\n+((?:(?!## ).*\n)*)", CHANGES.read_text(), re.MULTILINE
    )
    if not found:
        raise FlashError(f'CHANGELOG.md has no section "## {version} - DATE": write one.')
    return Section(version, found[1], found[2].strip() + "\n")


def released(version: str) -> Section:
    """Return what is written of a version that may leave the house."""
    written = section(version)
    if written.date == UNRELEASED:
        raise FlashError(f"CHANGELOG.md calls {version} {UNRELEASED}: write the day there.")
    return written


def manifest_version() -> str:
    """Return the integration's version."""
    version: str = json.loads(MANIFEST.read_text())["version"]
    return version


def begin(version: str) -> None:
    """Write a version wherever it stands, and a section for it above the others."""
    if not FORM.fullmatch(version):
        raise FlashError(f'"{version}" is no version: write it as 1.2.3.')
    _put(MANIFEST, r'(?<="version": ")[^"]+', version)
    _put(FIRMWARE, r'(?<=FIRMWARE = ")[^"]+', version)
    title, rest = CHANGES.read_text().split("\n\n", 1)
    if f"\n## {version} - " not in f"\n{rest}":
        CHANGES.write_text(f"{title}\n\n## {version} - {UNRELEASED}\n\n{rest}")


def _put(path: Path, pattern: str, text: str) -> None:
    path.write_text(re.sub(pattern, text, path.read_text()))
