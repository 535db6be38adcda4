"""A picture in white, black and red, without a shade between."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum, auto
from typing import Final

from PIL import Image, ImageDraw

from .box import Box
from .icons import Icon, mask_of
from .style import style_of
from .typeface import Face, Lettering, cap_height, descent, extent, font
from .words import Words

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
PALETTE: Final = (255, 255, 255, 0, 0, 0, 200, 30, 30)


class Ink(IntEnum):
    """A colour of the palette."""

    WHITE = 0
    BLACK = 1
    RED = 2


class Align(StrEnum):
    """Where in its box a text stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Tone(Enum):
    """How a text stands out; an alarm is red, or white on black where there is no red."""

    PLAIN = auto()
    ALARM = auto()
    REVERSED = auto()

    @classmethod
    def of(cls, *, alarm: bool) -> Tone:
        """Return the tone of what may be an alarm."""
        return cls.ALARM if alarm else cls.PLAIN


@dataclass(frozen=True, slots=True)
class Placed:
    """A text that was drawn: the box it was given, and the one that its ink takes."""

    text: str
    box: Box
    ink: Box


class Canvas:
    """Draws, and remembers where texts are."""

    def __init__(self, width: int, height: int, *, red: bool, words: Words) -> None:
        self.image = Image.new("P", (width, height), Ink.WHITE)
        self.image.putpalette(PALETTE)
        self.box = Box(0, 0, width, height)
        self.style = style_of(self.box)
        self.words = words
        self.placed: list[Placed] = []
        self._red = red
        self._draw = ImageDraw.Draw(self.image)
        self._draw.fontmode = "1"

    def ink(self, *, alarm: bool) -> Ink:
        """Return the colour of a shape."""
        return Ink.RED if alarm and self._red else Ink.BLACK

    def fill(self, box: Box, ink: Ink = Ink.BLACK) -> None:
        """Fill a box."""
        if box.width > 0 and box.height > 0:
            self._draw.rectangle((box.x, box.y, box.right - 1, box.bottom - 1), ink)

    def line(self, points: Sequence[tuple[int, int]]) -> None:
        """Draw a line from point to point."""
        self._draw.line(points, Ink.BLACK, self.style.line, joint="curve")

    def rule(self, box: Box) -> None:
        """Draw what divides parts: a thin line along a box's upper or left edge."""
        thin = max(self.style.line - 1, 1)
        wide = box.width >= box.height
        self.fill(box.top_part(thin) if wide else box.left_part(thin))

    def dot(self, x: int, y: int, radius: int, ink: Ink) -> None:
        """Draw a dot."""
        self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), ink)

    def icon(self, icon: Icon, line: Box, ink: Ink, align: Align = Align.LEFT) -> Box:
        """Draw an icon in the middle of a line's height; return what remains beside it."""
        mask = mask_of(icon, self.style.icon)
        x = line.x if align is Align.LEFT else line.right - mask.width
        y = line.y + (line.height - mask.height) // 2
        self.image.paste(ink, (x, y, x + mask.width, y + mask.height), mask)
        beside = mask.width + max(self.style.icon // 3, 3)
        if align is Align.LEFT:
            return line.inset(beside, 0, 0, 0)
        return line.inset(0, 0, beside, 0)

    def text(
        self,
        text: str | Sequence[str],
        box: Box,
        lettering: Lettering,
        align: Align = Align.LEFT,
        tone: Tone = Tone.PLAIN,
    ) -> Box:
        """Write a text, or the first of some that fits, into a box; return where its ink is."""
        face = lettering.face
        fitted, size = fit(text, box, lettering)
        if not fitted:
            return Box(box.x, box.y, 0, 0)
        left, top, right, bottom = extent(fitted, face, size)
        spare = box.width - (right - left)
        x = box.x + {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align]
        y = _baseline(box, face, size, top, bottom)
        placed = Box(x, y + top, right - left, bottom - top)
        if tone is Tone.ALARM and not self._red:
            self.fill(_margined(placed, box))
        ink = {Tone.PLAIN: Ink.BLACK, Tone.REVERSED: Ink.WHITE}.get(tone, self._alarm)
        self._draw.text((x - left, y), fitted, ink, font(face, size), anchor="ls")
        self.placed.append(Placed(fitted, box, placed))
        return placed

    @property
    def _alarm(self) -> Ink:
        """Return the colour of an alarm's text."""
        return Ink.RED if self._red else Ink.WHITE


def fit(text: str | Sequence[str], box: Box, lettering: Lettering) -> tuple[str, int]:
    """Return what fits into a box, and how large: the first that fits whole, or the last cut."""
    texts = (text,) if isinstance(text, str) else text
    for each in texts:
        for size in lettering.sizes:
            if _fits(each, box, lettering.face, size):
                return each, size
    smallest = lettering.sizes[-1]
    return _cut(texts[-1], box, lettering.face, smallest), smallest


def fits(text: str, box: Box, lettering: Lettering) -> bool:
    """Tell whether a text fits whole."""
    return fit(text, box, lettering)[0] == text


def _cut(text: str, box: Box, face: Face, size: int) -> str:
    """Return as much of a text as fits, with an ellipsis."""
    for end in range(len(text) - 1, 0, -1):
        shorter = text[:end].rstrip() + ELLIPSIS
        if _fits(shorter, box, face, size):
            return shorter
    return ""


def _fits(text: str, box: Box, face: Face, size: int) -> bool:
    """Tell whether a text's ink has room in a box."""
    left, top, right, bottom = extent(text, face, size)
    return right - left <= box.width and bottom - top <= box.height


def _baseline(box: Box, face: Face, size: int, top: int, bottom: int) -> int:
    """Return the row that centres digits in a box, the same for all texts that leave a choice."""
    centred = box.y + (box.height + cap_height(face, size)) // 2
    below = max(bottom, descent(face, size))
    return max(min(centred, box.bottom - below), box.y - top)


def _margined(ink: Box, box: Box) -> Box:
    """Return the ink's box with a margin, as far as its own box allows."""
    left, top = max(ink.x - 2, box.x), max(ink.y - 2, box.y)
    right, bottom = min(ink.right + 2, box.right), min(ink.bottom + 2, box.bottom)
    return Box(left, top, right - left, bottom - top)
