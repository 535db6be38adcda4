"""The fonts, and what a text takes up when it is drawn with one bit a pixel."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

_FOLDER: Final = Path(__file__).parent / "fonts"
# In the private use area: no font has it.
_NOTHING: Final = "\ue000"


class Face(StrEnum):
    """A font file."""

    TEXT = "DejaVuSansCondensed.ttf"
    BOLD = "DejaVuSansCondensed-Bold.ttf"
    DIGITS = "BarlowSemiCondensed-SemiBold.ttf"


@dataclass(frozen=True, slots=True)
class Lettering:
    """A font in the sizes that will do, best first."""

    face: Face
    sizes: tuple[int, ...]

    def at(self, size: int) -> Lettering:
        """Return it in one size."""
        return Lettering(self.face, (size,))


@lru_cache(maxsize=256)
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """Return a font; its metrics are the same wherever Pillow was built."""
    path = str(_FOLDER / face)
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def extent(text: str, face: Face, size: int) -> tuple[int, int, int, int]:
    """Return where a text's ink is, from its origin on the baseline: left, top, right, bottom."""
    left, top, right, bottom = font(face, size).getbbox(text, mode="1", anchor="ls")
    return int(left), int(top), int(right), int(bottom)


@lru_cache(maxsize=1024)
def cap_height(face: Face, size: int) -> int:
    """Return the height of a digit, by which lines are centred."""
    return -extent("0", face, size)[1]


@lru_cache(maxsize=1024)
def descent(face: Face, size: int) -> int:
    """Return how far letters go below the baseline."""
    return extent("0" if face is Face.DIGITS else "g", face, size)[3]


@lru_cache(maxsize=1024)
def clean(text: str) -> str:
    """Return a text on one line, without what the font can't draw."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(each for each in line if each == " " or _drawable(each))
    return " ".join(kept.split())


@lru_cache(maxsize=4096)
def _drawable(character: str) -> bool:
    """Tell whether the font has a character that stands by itself."""
    if unicodedata.category(character)[0] in "CM":
        return False
    shape, missing = _shape(character), _shape(_NOTHING)
    return shape[0] > 0 and shape != missing


def _shape(character: str) -> tuple[int, bytes]:
    """Return a character's width and pixels."""
    mask = font(Face.TEXT, 12).getmask(character, mode="1")
    return mask.size[0], bytes(mask)
