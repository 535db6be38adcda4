"""The firmware that the host carries: the files of each role, packed as boards fetch them.

A release brings compiled files; in a checkout the sources are taken as they are.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, Self

from . import wire

type Role = Literal["broker", "node"]

RELEASED: Final = Path(__file__).parent.parent / "firmware"
CHECKOUT: Final = Path(__file__).parent.parent.parent.parent / "firmware"
PROTOCOL: Final = Path(__file__).parent
SHARED: Final[dict[Role, tuple[str, ...]]] = {
    "broker": ("wire.py",),
    "node": ("wire.py", "chemistry.py"),
}
# Beside the versions, and never updated: what starts one of them.
START: Final = ("start.py", "main.py")
VERSION_FILE: Final = "version.txt"
NOTES_FILE: Final = "CHANGELOG.md"
# What a board has memory for when it unpacks: 1 kB.
WINDOW_BITS: Final = 10


@dataclass(frozen=True)
class Firmware:
    """One version for one role."""

    version: str
    files: dict[str, bytes] = field(repr=False)
    notes: str = field(default="", repr=False)

    @classmethod
    def carried(cls, role: Role) -> Self | None:
        """Return what this host brings; None where nothing was put."""
        if (RELEASED / VERSION_FILE).is_file():
            folder = RELEASED / role
            files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.mpy")}
            version = (RELEASED / VERSION_FILE).read_text().strip()
        elif (CHECKOUT / "lib" / "version.py").is_file():
            files, version = dict(sources(role)), source_version()
        else:
            return None
        contents = {name: path.read_bytes() for name, path in sorted(files.items())}
        return cls(version, contents, _notes(version))

    @cached_property
    def parts(self) -> tuple[bytes, ...]:
        """Return what is fetched by number: the list, then each file packed."""
        packed = {name: _packed(content) for name, content in self.files.items()}
        entries = [
            wire.pack_texts(name)
            + struct.pack(
                wire.LIST_ENTRY, len(content), len(packed[name]), sha256(content).digest()
            )
            for name, content in self.files.items()
        ]
        return bytes((len(entries),)) + b"".join(entries), *packed.values()

    @property
    def offer(self) -> bytes:
        """Return what a board has to know of it, which everything else is held against."""
        listed = self.parts[0]
        return struct.pack(wire.UPDATE_OFFER, sha256(listed).digest(), len(listed))

    @property
    def mark(self) -> str:
        """Return what a node calls it by when it asks: the start of the list's SHA-256."""
        return self.offer[:2].hex()

    @property
    def size(self) -> int:
        """Return how many bytes there are in all."""
        return sum(map(len, self.parts))

    def chunk(self, number: int, place: int) -> bytes | None:
        """Return a chunk with its head, None beyond the end."""
        start = place * wire.CHUNK_SIZE
        if number >= len(self.parts) or start >= len(self.parts[number]):
            return None
        content = self.parts[number][start : start + wire.CHUNK_SIZE]
        return struct.pack(wire.CHUNK_HEAD, number, place) + content

    def share(self, number: int, place: int) -> float:
        """Return which share of all is there when a board wants this; 0 to 1."""
        done = sum(map(len, self.parts[:number])) + place * wire.CHUNK_SIZE
        return min(1.0, done / self.size)

    def newer_than(self, version: str) -> bool:
        """Tell whether a board with a version of ours would take this one."""
        ours, theirs = numbers(self.version), numbers(version)
        return bool(theirs) and ours > theirs


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers; empty for one that is not ours."""
    try:
        return tuple(int(part) for part in version.split("."))
    except ValueError:
        return ()


def sources(role: Role) -> Iterator[tuple[str, Path]]:
    """Yield each module of a role in a checkout, by the path that it is imported from."""
    for folder in (CHECKOUT / "lib", CHECKOUT / role):
        for source in folder.rglob("*.py"):
            if source.name not in START:
                yield source.relative_to(folder).as_posix(), source
    for name in SHARED[role]:
        yield name, PROTOCOL / name


def source_version() -> str:
    """Return the version of a checkout's firmware."""
    text = (CHECKOUT / "lib" / "version.py").read_text()
    return text.split('FIRMWARE = "')[1].split('"')[0]


def _notes(version: str) -> str:
    """Return what the changes say of a version."""
    for file in (RELEASED / NOTES_FILE, CHECKOUT.parent / NOTES_FILE):
        if file.is_file():
            chapters = file.read_text().split("\n## ")
            found = (each for each in chapters if each.startswith(version))
            return next(found, "").partition("\n")[2].strip()
    return ""


def _packed(content: bytes) -> bytes:
    packer = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, WINDOW_BITS)
    return packer.compress(content) + packer.flush()
