"""The parts of a room's box, in three shapes."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from .box import Box
from .style import Style

# So many times as wide as high, and the smaller things go beside the number.
WIDE: Final = 3
MOST_LINES: Final = 3
# Of a number that is as wide as its cell, in % of that width.
NUMBER_HEIGHT: Final = 45


class Shape(Enum):
    """Where the smaller things are."""

    TALL = auto()
    FLAT = auto()
    WIDE = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """The parts of a room's box: the number, and lines of smaller things."""

    shape: Shape
    name: Box
    number: Box
    lines: tuple[Box, ...]


def cell(box: Box, style: Style, lines: int) -> Cell:
    """Divide a room's box, less its margins; at most so many lines are of use."""
    inner = box.inset(style.pad, style.line, style.pad, style.line)
    name = inner.top_part(style.name_height)
    rest = inner.inset(0, style.name_height, 0, 0)
    if rest.height < style.small_height + style.number.sizes[-1]:
        return _flat(inner, style)
    return (_wide if rest.width > WIDE * rest.height else _tall)(name, rest, style, lines)


def _tall(name: Box, rest: Box, style: Style, lines: int) -> Cell:
    """Put lines below the number, more than one if the number leaves room."""
    gap = style.line + 1
    spare = rest.height - rest.width * NUMBER_HEIGHT // 100 - 2 * gap
    rows = max(min(spare // style.small_height, lines, MOST_LINES), 1)
    below = rest.bottom_part(rows * style.small_height)
    number = rest.inset(0, gap, 0, below.height + gap)
    return Cell(Shape.TALL, name, number, tuple(below.grid(1, rows)))


def _flat(inner: Box, style: Style) -> Cell:
    """Put one line beside the number."""
    name = inner.top_part(style.name_height - 2 * style.line)
    rest = inner.inset(0, name.height, 0, 0)
    number = rest.left_part(rest.width * 3 // 5).inset(0, 0, 0, style.line)
    line = rest.inset(number.width + style.pad // 2, 0, 0, 0)
    return Cell(Shape.FLAT, name, number, (line,))


def _wide(name: Box, rest: Box, style: Style, lines: int) -> Cell:
    """Put lines beside the number."""
    gap = style.line + 1
    number = rest.left_part(rest.width // 2).inset(0, gap, 0, gap)
    right = rest.inset(number.width + style.pad, 0, 0, 0)
    rows = max(min(right.height // style.small_height, lines, MOST_LINES), 1)
    return Cell(Shape.WIDE, name, number, tuple(right.grid(1, rows)))
