"""A board whose MicroPython answers: what is on it, and how it changes."""

import ast
import re
import struct
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from mpremote.transport import TransportError, TransportExecError

from flashing.chips import OLDEST, VERSION
from flashing.errors import CableError, FlashError
from flashing.line import Line
from flashing.talk import Progress

SLOTS: Final = ("a", "b")
NO_ROOM: Final = re.compile(r"ENOSPC|\b28\b")
FULL: Final = (
    "The board's file system is full ({doing}). Remove files of your own from it, or start afresh "
    "with --wipe."
)
_NEW: Final = ".new"
_PIECE: Final = 1024  # bytes that a board decodes at once
_LOOK: Final = """
import gc, os, sys
from binascii import hexlify
import machine
try:
    import esp32, espnow
except ImportError:
    raise OSError(19)
gc.collect()
space = esp32.NVS("domotik")
def number(key):
    try:
        return space.get_i32(key)
    except OSError:
        return None
def blob(key):
    flat = bytearray(1984)
    try:
        return bytes(flat[:space.get_blob(key, flat)])
    except OSError:
        return b""
room = os.statvfs(os.getcwd())
print((sys.implementation.version[:2], machine.unique_id().hex(), number("slot"),
    number("epoch"), blob("settings"), room[0] * room[3]))
"""
_PRESENT: Final = """
import os
def present(folder, deep):
    for entry in os.ilistdir(folder or os.getcwd()):
        path = (folder + "/" if folder else "") + entry[0]
        if not entry[1] & 0x4000:
            print(repr(path), end=",")
        elif deep:
            present(path, deep)
try:
    present(%r, %r)
except OSError:
    pass
"""
_GIVE_UP: Final = """
import os
try:
    f.close()
except Exception:
    pass
try:
    os.remove(%r)
except OSError:
    pass
"""
_MAKE_FOLDER: Final = """
import os
try:
    os.mkdir(%r)
except OSError as error:
    if error.errno != 17:
        raise
"""
_WRITE_NVS: Final = """
import esp32
space = esp32.NVS("domotik")
space.set_%s(%r, %r)
space.commit()
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a board says of itself; no settings on a fresh one."""

    version: tuple[int, int]
    mac: str
    slot: int | None
    epoch: int | None
    settings: bytes = field(repr=False)
    free: int

    @property
    def ident(self) -> str:
        """Return the MAC as it stands in topics."""
        return self.mac.replace(":", "")


class Board:
    """A board at its raw REPL."""

    def __init__(self, line: Line) -> None:
        """Take over a line that has reached the REPL."""
        self._transport = line.transport
        self._folders: set[str] = set()

    def look(self) -> Found:
        """Return what is on the board; refuse one that the firmware can't run on."""
        with self._careful("looking at it"):
            try:
                found = Found(*ast.literal_eval(self._exec(_LOOK)))
            except TransportExecError as error:
                if "ENODEV" in error.error_output:
                    raise FlashError(
                        "The MicroPython on this board has no ESP-NOW: it is no ESP32, or an "
                        "image without radio. --wipe writes another image."
                    ) from None
                raise
        if found.version < OLDEST:
            raise FlashError(
                f"MicroPython {found.version[0]}.{found.version[1]} on this board is older than "
                f"{OLDEST[0]}.{OLDEST[1]}: run the command with --wipe to write {VERSION}. "
                "That erases its key too; --pairing shows it before."
            )
        return found

    def sums(self, folder: str, *, deep: bool = True) -> dict[str, str]:
        """Return the SHA-256 of every file in a folder and, if deep, below it, by its path."""
        prefix = folder + "/" if folder else ""
        with self._careful("reading its files"):
            paths = ast.literal_eval(f"[{self._exec(_PRESENT % (folder, deep))}]")
            return {
                path.removeprefix(prefix): self._transport.fs_hashfile(path, "sha256").hex()
                for path in paths
            }

    def write(self, files: dict[str, bytes], progress: Progress) -> None:
        """Write files whole: a name never stands for half a file."""
        total = sum(len(content) for content in files.values())
        done = 0
        for path, content in files.items():
            with self._careful(f"writing {path}"):
                self._make_folders(path)
                self._put(path, content)
            done += len(content)
            progress(done, total)

    def remove(self, path: str) -> None:
        """Remove a file."""
        with self._careful(f"removing {path}"):
            self._transport.fs_rmfile(path)

    def set_number(self, key: str, value: int) -> None:
        """Put a number into NVS."""
        with self._careful("writing its settings"):
            self._exec(_WRITE_NVS % ("i32", key, value))

    def set_blob(self, key: str, value: bytes) -> None:
        """Put bytes into NVS."""
        with self._careful("writing its settings"):
            self._exec(_WRITE_NVS % ("blob", key, value))

    def restart(self) -> None:
        """Restart the board; nothing more can be asked then."""
        with self._careful("restarting it"):
            self._transport.exec_raw_no_follow("import machine\nmachine.reset()")

    def _put(self, path: str, content: bytes) -> None:
        """Write a file under another name first; a quarter of what mpremote's own way sends."""
        try:
            self._exec(f"from binascii import a2b_base64 as b\nf = open({path + _NEW!r}, 'wb')")
            for start in range(0, len(content), _PIECE):
                self._exec(f"f.write(b({b64encode(content[start : start + _PIECE])!r}))")
            self._exec(f"f.close()\nimport os\nos.rename({path + _NEW!r}, {path!r})")
        except TransportExecError:
            # Half a file would take the room that is lacking.
            self._exec(_GIVE_UP % (path + _NEW))
            raise

    def _make_folders(self, path: str) -> None:
        parts = path.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            folder = "/".join(parts[:depth])
            if folder not in self._folders:
                self._exec(_MAKE_FOLDER % folder)
                self._folders.add(folder)

    def _exec(self, script: str) -> str:
        answer: bytes = self._transport.exec(script)
        return answer.decode()

    @contextmanager
    def _careful(self, doing: str) -> Iterator[None]:
        """Turn what mpremote and the port raise into one message each."""
        try:
            yield
        except TransportExecError as error:
            if NO_ROOM.search(_last(error.error_output)):
                raise FlashError(FULL.format(doing=doing)) from None
            reason = _last(error.error_output)
            raise FlashError(f"The board failed while {doing}: {reason}") from None
        except (OSError, TransportError, SyntaxError, ValueError, struct.error) as error:
            raise CableError(doing, error or type(error).__name__) from error


def _last(trace: str) -> str:
    """Return the line of a traceback that says what happened."""
    return (trace.strip().splitlines() or ["no reason given"])[-1]
