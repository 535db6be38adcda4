"""`scripts/release`: what HACS installs, with the compiled firmware of the same version in it."""

import argparse
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from custom_components.domotik.protocol.firmware import NOTES_FILE, VERSION_FILE, Role
from flashing.changes import begin, manifest_version, released, section
from flashing.errors import FlashError
from flashing.firmware import version, version_files

ROOT: Final = Path(__file__).parent.parent
INTEGRATION: Final = ROOT / "custom_components" / "domotik"
ROLES: Final[tuple[Role, ...]] = ("broker", "node")
# The same content makes the same file.
TIME: Final = (1980, 1, 1, 0, 0, 0)
UNIX: Final = 3


def build(target: Path) -> list[str]:
    """Write the release; return the names in it."""
    check_versions()
    files = dict(sorted(contents()))
    target.parent.mkdir(parents=True, exist_ok=True)
    # Not packed: each make of zlib does it its own way, and who checks may have another.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, TIME)
            entry.create_system = UNIX
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return list(files)


def contents() -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of all files, as they lie below `custom_components/domotik`."""
    for name in tracked():
        yield name, (INTEGRATION / name).read_bytes()
    for role in ROLES:
        for name, content in version_files(role).items():
            yield f"firmware/{role}/{name}", content
    yield f"firmware/{VERSION_FILE}", f"{version()}\n".encode()
    yield f"firmware/{NOTES_FILE}", (ROOT / NOTES_FILE).read_bytes()


def tracked() -> list[str]:
    """Return the integration's files, and nothing that only lies about."""
    run = subprocess.run(
        ["git", "-C", str(INTEGRATION), "ls-files", "-z"], capture_output=True, check=False
    )
    if run.returncode:
        raise FlashError(f"git does not tell what belongs to a release: {run.stderr.decode()}")
    return [name for name in run.stdout.decode().split("\0") if name]


def check_versions() -> None:
    """Refuse to release where integration, firmware and CHANGELOG.md differ in their version."""
    if manifest_version() != version():
        raise FlashError(
            f"manifest.json says {manifest_version()}, firmware/lib/version.py says {version()}: "
            "a release has one version, scripts/release --begin writes it."
        )
    section(version())


def announce(wanted: str, notes: Path) -> None:
    """Refuse to publish another version than the tag's; write what is new in it."""
    if wanted != version():
        raise FlashError(f"This is {version()}, and not {wanted}: tag the commit of that version.")
    notes.parent.mkdir(parents=True, exist_ok=True)
    notes.write_text(released(wanted).text)


def main() -> int:
    """Run the command; return the exit code."""
    given = options()
    try:
        return run(given)
    except FlashError as error:
        print(error, file=sys.stderr)
        return 1


def options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(prog="scripts/release", description=__doc__)
    parser.add_argument("--target", type=Path, default=ROOT / "dist" / "domotik.zip")
    parser.add_argument("--begin", metavar="VERSION", help="write this version wherever it stands")
    parser.add_argument("--version", help="the version that it must be, as the tag says")
    notes = ROOT / "dist" / "notes.md"
    parser.add_argument("--notes", type=Path, default=notes, help="with --version: what is new")
    return parser.parse_args()


def run(given: argparse.Namespace) -> int:
    """Begin a version, or build what there is."""
    if given.begin:
        begin(given.begin)
        print(f"{given.begin} begins: say in CHANGELOG.md what is new, and commit.")
        return 0
    if given.version:
        announce(given.version, given.notes)
    names = build(given.target)
    size = given.target.stat().st_size
    print(f"{given.target}: {len(names)} files, {size} bytes, version {version()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
