"""The version that comes: its files are written beside those that run, and checked one by one.

Nothing is remembered but what lies in flash, so that the power may go at any time: the list of
files (`update.list`), the packed file under way (`update.N`), and files that are whole.
"""

import os
import struct
from hashlib import sha256

import deflate
import start
import wire

LIST = "update.list"
NEW = "update.new"
PIECE = 256
FILE_MAX = 60_000
FILES_MAX = 120
SPARE_BLOCKS = 4  # for folders, and what the file system needs to move


class Beside:
    """What is still wanted of a version whose list has this SHA-256; ValueError refuses it."""

    def __init__(self, digest: bytes, size: int) -> None:
        self._folder = start.SLOTS[start.other()]
        self.digest = digest
        self._files: "list[tuple[str, int, int, bytes]]" = []
        # Of the file that is wanted: its number (0 is the list) and its packed size.
        self.number = 0
        self.size = size
        if sum_of(LIST) == digest:
            self._read_list()

    def have(self) -> int:
        """Return how many bytes of the wanted file are here."""
        return size_of(self._part())

    def add(self, content: bytes) -> None:
        """Take the next bytes of the wanted file."""
        with open(self._part(), "ab") as file:
            file.write(content)

    def end(self) -> bool:
        """Take the wanted file as whole and go on to the next; False when it is not right."""
        right = self._take_list() if self.number == 0 else self._take_file()
        if right:
            self._next()
        return right

    def whole(self) -> bool:
        """Tell whether nothing is wanted any more."""
        return self.number > len(self._files)

    def take_over(self) -> None:
        """Let the version run from the next start on, on trial."""
        names = [name for name, _, _, _ in self._files]
        for path in paths(self._folder):
            if path[len(self._folder) + 1 :] not in names:
                os.remove(path)
        forget()
        start.begin_trial()

    def _part(self) -> str:
        return "update.%d" % self.number

    def _take_list(self) -> bool:
        """Check the list and read it."""
        part = self._part()
        if sum_of(part) != self.digest:
            os.remove(part)
            return False
        os.rename(part, LIST)
        self._read_list(skip=False)
        return True

    def _read_list(self, skip: bool = True) -> None:
        """Know the files, and refuse what has no room."""
        with open(LIST, "rb") as file:
            packed = file.read()
        count = packed[0]
        place = 1
        for _ in range(count):
            length = packed[place]
            name = packed[place + 1 : place + 1 + length].decode()
            place += 1 + length
            size, zipped, digest = struct.unpack_from(wire.LIST_ENTRY, packed, place)
            place += struct.calcsize(wire.LIST_ENTRY)
            if name[:1] in ("/", ".", "") or ".." in name or size > FILE_MAX:
                raise ValueError("a file that can't be: " + name)
            self._files.append((name, size, zipped, digest))
        self._check_room()
        if skip:
            self._next()

    def _check_room(self) -> None:
        """Refuse a version that the file system can't hold beside the one that runs."""
        block, _, _, free = os.statvfs(os.getcwd())[:4]
        needed = SPARE_BLOCKS
        for name, size, zipped, _ in self._files:
            present = size_of(self._folder + "/" + name)
            needed += blocks(max(size, zipped), block) - blocks(present, block)
        if needed > free:
            raise ValueError("too large: %d kB are free" % (block * free // 1024))

    def _next(self) -> None:
        """Go on to the first file that is neither here nor in the version that runs."""
        self.number += 1
        while not self.whole():
            name, _, self.size, digest = self._files[self.number - 1]
            target = self._folder + "/" + name
            running = start.SLOTS[1 - start.other()] + "/" + name
            if sum_of(target) != digest:
                if sum_of(running) != digest:
                    return
                self._copy(running, target)
            self.number += 1

    def _copy(self, source: str, target: str) -> None:
        with open(source, "rb") as file:
            write(file, NEW, FILE_MAX)
        place_file(NEW, target)

    def _take_file(self) -> bool:
        """Unpack the wanted file; it gets its name only when it is right."""
        name, size, _, digest = self._files[self.number - 1]
        part = self._part()
        try:
            with open(part, "rb") as file:
                write(deflate.DeflateIO(file, deflate.ZLIB), NEW, size)
        except (OSError, ValueError, EOFError) as error:
            if isinstance(error, OSError) and error.errno == 28:
                raise
        os.remove(part)
        if sum_of(NEW) != digest:
            return False
        place_file(NEW, self._folder + "/" + name)
        return True


def forget() -> None:
    """Remove what is left of an update, but no version."""
    for name in os.listdir():
        if name.startswith("update."):
            os.remove(name)


def write(source, target: str, most: int) -> None:  # type: ignore[no-untyped-def]
    """Write what can be read to a file, no more than so many bytes."""
    piece = memoryview(bytearray(PIECE))
    with open(target, "wb") as file:
        count = source.readinto(piece)
        while count and most >= 0:
            file.write(piece[:count])
            most -= count
            count = source.readinto(piece)


def place_file(source: str, target: str) -> None:
    """Give a whole file its name, in folders that are made as needed."""
    parts = target.split("/")
    for depth in range(1, len(parts)):
        try:
            os.mkdir("/".join(parts[:depth]))
        except OSError as error:
            if error.errno != 17:
                raise
    os.rename(source, target)


def paths(folder: str) -> "list[str]":
    """Return every file below a folder."""
    found = []
    try:
        entries = list(os.ilistdir(folder))
    except OSError:
        return []
    for entry in entries:
        path = folder + "/" + entry[0]
        found += paths(path) if entry[1] & 0x4000 else [path]
    return found


def sum_of(path: str) -> bytes:
    """Return the SHA-256 of a file, empty when there is none."""
    piece = memoryview(bytearray(PIECE))
    digest = sha256()
    try:
        with open(path, "rb") as file:
            count = file.readinto(piece)
            while count:
                digest.update(piece[:count])
                count = file.readinto(piece)
    except OSError:
        return b""
    return digest.digest()


def size_of(path: str) -> int:
    """Return a file's size, 0 when there is none."""
    try:
        return os.stat(path)[6]
    except OSError:
        return 0


def blocks(size: int, block: int) -> int:
    """Return how many blocks of flash a file takes."""
    return (size + block - 1) // block
