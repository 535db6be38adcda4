"""How large things are on small, middle and large panels, in pixels."""

from dataclasses import dataclass
from typing import Final

from .box import Box
from .typeface import Face, Lettering


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Sizes of fonts, best first, and of what is around them."""

    header: int
    head: Lettering
    bold: Lettering
    name: Lettering
    small: Lettering
    tiny: Lettering
    number: Lettering
    unit: Lettering
    # Heights of a line of each, with room for accents and descenders.
    name_height: int
    small_height: int
    tiny_height: int
    # A narrower room is unreadable; a flat one has its line beside the number.
    tall_width: int
    flat_width: int
    # What is below the rooms is at most as high.
    bottom: int
    list_width: int
    pad: int
    line: int
    icon: int


SMALL: Final = Style(
    header=15,
    head=Lettering(Face.BOLD, (11, 10, 9)),
    bold=Lettering(Face.BOLD, (11,)),
    name=Lettering(Face.TEXT, (11, 10)),
    small=Lettering(Face.TEXT, (12, 11, 10)),
    tiny=Lettering(Face.TEXT, (10, 9)),
    number=Lettering(Face.DIGITS, tuple(range(46, 13, -1))),
    unit=Lettering(Face.TEXT, (11, 10, 9)),
    name_height=15,
    small_height=13,
    tiny_height=12,
    tall_width=56,
    flat_width=78,
    bottom=43,
    list_width=78,
    pad=3,
    line=1,
    icon=9,
)
MIDDLE: Final = Style(
    header=28,
    head=Lettering(Face.BOLD, (19, 17, 15, 13)),
    bold=Lettering(Face.BOLD, (19, 17)),
    name=Lettering(Face.TEXT, (17, 15, 13)),
    small=Lettering(Face.TEXT, (18, 16, 14, 12)),
    tiny=Lettering(Face.TEXT, (13, 12, 11)),
    number=Lettering(Face.DIGITS, tuple(range(96, 25, -2))),
    unit=Lettering(Face.TEXT, (17, 15, 13)),
    name_height=25,
    small_height=22,
    tiny_height=16,
    tall_width=92,
    flat_width=140,
    bottom=104,
    list_width=120,
    pad=8,
    line=2,
    icon=16,
)
LARGE: Final = Style(
    header=44,
    head=Lettering(Face.BOLD, (28, 25, 22, 18)),
    bold=Lettering(Face.BOLD, (28, 25)),
    name=Lettering(Face.TEXT, (25, 22, 18)),
    small=Lettering(Face.TEXT, (26, 23, 20, 17)),
    tiny=Lettering(Face.TEXT, (18, 16, 14)),
    number=Lettering(Face.DIGITS, tuple(range(150, 39, -2))),
    unit=Lettering(Face.TEXT, (26, 22, 18)),
    name_height=38,
    small_height=32,
    tiny_height=23,
    tall_width=130,
    flat_width=230,
    bottom=170,
    list_width=220,
    pad=14,
    line=3,
    icon=24,
)


# The length of a panel's short side from which a style suits it.
_FROM: Final = {400: LARGE, 200: MIDDLE, 0: SMALL}


def style_of(box: Box) -> Style:
    """Return what suits a panel of that size."""
    short = min(box.width, box.height)
    return next(style for length, style in _FROM.items() if short >= length)
