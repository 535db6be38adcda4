"""A chart of lifetimes: days over the interval, a line for each board."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 760)
LEFT, TOP, RIGHT, BOTTOM = 90, 70, 300, 80
INK, PAPER, GRID = "#222222", "#ffffff", "#dddddd"
COLOURS = ("#0b6e99", "#c2410c", "#15803d", "#7c3aed", "#b91c1c", "#525252")

type Line = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis from one pixel to another."""

    low: float
    high: float
    first: float
    last: float

    def place(self, value: float) -> float:
        """Return where a value is."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.first + share * (self.last - self.first)


def draw(
    title: str, lines: Mapping[str, Line], ticks: Mapping[float, str], days: Iterable[float]
) -> Image.Image:
    """Return the picture of some lines, with those ticks at the bottom and on the left."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(22)
    across = Axis(min(ticks), max(ticks), LEFT, SIZE[0] - RIGHT)
    levels = sorted(days)
    up = Axis(levels[0], levels[-1], SIZE[1] - BOTTOM, TOP)
    pen.text((LEFT, 18), title, INK, ImageFont.load_default(26))
    for level in levels:
        y = up.place(level)
        pen.line((LEFT, y, SIZE[0] - RIGHT, y), GRID)
        pen.text((LEFT - 10, y), f"{level:g} d", INK, font, anchor="rm")
    for value, name in ticks.items():
        x = across.place(value)
        pen.line((x, TOP, x, SIZE[1] - BOTTOM), GRID)
        pen.text((x, SIZE[1] - BOTTOM + 12), name, INK, font, anchor="mt")
    middle = (LEFT + SIZE[0] - RIGHT) / 2
    pen.text((middle, SIZE[1] - 32), "between two looks", INK, font, anchor="mt")
    _draw_lines(pen, lines, across, up)
    return image


def _draw_lines(
    pen: ImageDraw.ImageDraw, lines: Mapping[str, Line], across: Axis, up: Axis
) -> None:
    """Draw each line, and its name at its end; names keep off each other."""
    font = ImageFont.load_default(18)
    lowest = float("inf")
    ends = sorted(lines.items(), key=lambda item: item[1][-1][1])
    for place, (name, line) in enumerate(ends):
        colour = COLOURS[place % len(COLOURS)]
        points = [(across.place(x), min(up.place(y), up.first)) for x, y in line]
        pen.line(points, colour, 3, joint="curve")
        lowest = min(points[-1][1], lowest - 24)
        pen.text((points[-1][0] + 12, lowest), name, colour, font, anchor="lm")


def save(image: Image.Image, file: Path) -> None:
    """Write a picture; the name's ending says how."""
    image.save(file, optimize=True)
