"""MicroPython images: given by the user, or downloaded once and checked by their SHA-256."""

import hashlib
import os
import urllib.error
import urllib.request
from http.client import HTTPResponse
from pathlib import Path

from flashing.chips import CHIPS, Chip
from flashing.errors import FlashError
from flashing.talk import Progress, say

MAGIC = 0xE9
ID_PLACE = 12
PIECE = 65536
TIMEOUT_SECONDS = 20


def folder() -> Path:
    """Return where images lie between runs."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "domotik" / "images"


def image_for(chip: Chip, given: Path | None, sha256: str | None) -> Path:
    """Return an image that is right for the chip."""
    if given:
        image = _existing(given)
        if sha256:
            _check_sum(image, sha256)
    else:
        image = _published(chip)
    _check_chip(image, chip)
    return image


def _existing(given: Path) -> Path:
    if not given.is_file():
        raise FlashError(f"There is no file {given}.")
    return given


def _published(chip: Chip) -> Path:
    """Return the pinned image, from the cache or the network."""
    if not chip.sha256:
        raise FlashError(
            f"The checksum of {chip.file} is not known here: download it from {chip.url} "
            "and give it with --image FILE."
        )
    image = folder() / chip.file
    if not image.is_file():
        _download(chip, image)
    _check_sum(image, chip.sha256)
    return image


def _download(chip: Chip, image: Path) -> None:
    """Fetch an image; a half one never gets the name of a whole one."""
    part = image.with_name(image.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        with urllib.request.urlopen(chip.url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            _receive(answer, part, int(answer.headers.get("Content-Length") or 0))
    except (OSError, urllib.error.URLError) as error:
        part.unlink(missing_ok=True)
        reason = getattr(error, "reason", error)
        raise FlashError(
            f"Can't download {chip.url} ({reason}). On a machine that can, download that file; "
            f"put it at {image} or give it with --image FILE."
        ) from None
    part.replace(image)


def _receive(answer: HTTPResponse, part: Path, total: int) -> None:
    progress = Progress("Downloading MicroPython")
    done = 0
    with part.open("wb") as file:
        while piece := answer.read(PIECE):
            file.write(piece)
            done += len(piece)
            progress(done, max(total, done))


def _check_sum(image: Path, sha256: str) -> None:
    """Refuse an image with another SHA-256."""
    found = hashlib.sha256(image.read_bytes()).hexdigest()
    if found != sha256.lower():
        raise FlashError(
            f"{image} has the SHA-256 {found}, not {sha256.lower()}: it is damaged or another "
            "version. Delete it and try again; an image that you trust goes with --image FILE."
        )
    say(f"Image: {image.name}, SHA-256 checked")


def _check_chip(image: Path, chip: Chip) -> None:
    """Refuse what is no image, or one for another chip."""
    head = image.read_bytes()[: ID_PLACE + 2]
    if len(head) < ID_PLACE + 2 or head[0] != MAGIC:
        raise FlashError(
            f"{image} is no image for an ESP32: a .bin file of MicroPython is needed."
        )
    number = int.from_bytes(head[ID_PLACE:], "little")
    if number != chip.image_id:
        names = {known.image_id: known.name for known in CHIPS.values()}
        raise FlashError(
            f"{image} is for an {names.get(number, f'unknown chip ({number})')}, "
            f"but the board has an {chip.name}: it needs {chip.file}."
        )
