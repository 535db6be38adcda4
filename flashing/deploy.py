"""Putting one version of the firmware onto a board, beside the one that runs."""

from hashlib import sha256
from pathlib import Path

from custom_components.domotik.protocol.firmware import Role
from flashing.board import SLOTS, Board, Found
from flashing.by_wifi import AUTHORITY
from flashing.errors import FlashError
from flashing.firmware import root_files, version, version_files
from flashing.talk import Progress, say

type Files = dict[str, bytes]


def deploy(board: Board, found: Found, role: Role, *, compiled: bool) -> None:
    """Write what differs; what runs now stays whole until the last write switches over."""
    _refuse_other_role(board, role)
    wanted = version_files(role, compiled=compiled)
    slot = found.slot
    changed = wanted
    if slot is not None:
        changed = _differing(wanted, board.sums(SLOTS[slot]))
    if slot is None or changed:
        slot = 0 if slot is None else 1 - slot
        changed = _prepare(board, SLOTS[slot], wanted)
    files = changed | _differing(root_files(role, compiled=compiled), board.sums("", deep=False))
    if files:
        board.write(files, Progress(f"Writing firmware {version()}"))
    else:
        say(f"The firmware is {version()} already.")
    if slot != found.slot:
        board.set_number("slot", slot)


def deploy_authority(board: Board, file: Path) -> None:
    """Put the certificate of an authority onto a board, unless it is there."""
    try:
        wanted = {AUTHORITY: file.read_bytes()}
    except OSError as error:
        raise FlashError(f"{file} can't be read: {error.strerror}.") from None
    if files := _differing(wanted, board.sums("", deep=False)):
        board.write(files, Progress("Writing the certificate"))


def _prepare(board: Board, folder: str, wanted: Files) -> Files:
    """Clear a folder of what does not belong there; return what it lacks, by path."""
    present = board.sums(folder)
    for path in present.keys() - wanted.keys():
        board.remove(f"{folder}/{path}")
    return {f"{folder}/{path}": content for path, content in _differing(wanted, present).items()}


def _differing(wanted: Files, present: dict[str, str]) -> Files:
    """Return the files that are not there as they should be."""
    return {
        path: content
        for path, content in wanted.items()
        if present.get(path) != sha256(content).hexdigest()
    }


def _refuse_other_role(board: Board, role: Role) -> None:
    """Refuse to make a node of a broker, or the other way, without a fresh start."""
    other: Role = "broker" if role == "node" else "node"
    main = board.sums("", deep=False).get("main.py")
    if main == sha256(root_files(other)["main.py"]).hexdigest():
        raise FlashError(f"This board is a {other}. --wipe makes a {role} of it.")
