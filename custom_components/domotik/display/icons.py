"""Icons of one bit a pixel: small ones drawn by hand, larger ones from shapes."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

# Below this, shapes turn to mush.
LEAST_SHAPE: Final = 14
# Shapes are drawn so many times larger, on a square of 16 units.
_FINE: Final = 8
_UNITS: Final = 16


class Icon(StrEnum):
    """What an icon means."""

    DROP = "drop"
    BATTERY_LOW = "battery_low"
    WARNING = "warning"
    OPENING = "opening"
    REDRAWN = "redrawn"


@lru_cache(maxsize=64)
def mask_of(icon: Icon, size: int) -> Image.Image:
    """Return where an icon has ink, about so many pixels high."""
    return _by_hand(icon) if size < LEAST_SHAPE else _from_shape(icon, size)


def _by_hand(icon: Icon) -> Image.Image:
    """Return the small drawing of an icon."""
    rows = _DRAWINGS[icon].split()
    image = Image.new("1", (len(rows[0]), len(rows)))
    for y, row in enumerate(rows):
        for x, each in enumerate(row):
            image.putpixel((x, y), 255 if each == "#" else 0)
    return image


def _from_shape(icon: Icon, size: int) -> Image.Image:
    """Return an icon drawn large, made smaller, and cut off at half the grey."""
    large = Image.new("L", (_UNITS * _FINE, _UNITS * _FINE))
    _SHAPES[icon](ImageDraw.Draw(large))
    small = large.resize((size, size), Image.Resampling.BOX)
    return small.point([0] * 128 + [255] * 128, "1")


def _at(*units: float) -> list[float]:
    """Return points of the large drawing."""
    return [unit * _FINE for unit in units]


def _drop(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse(_at(3, 5.6, 13, 15.6), 255)
    draw.polygon(_at(8, 0, 12.2, 7.9, 3.8, 7.9), 255)
    draw.arc(_at(5, 7.6, 11, 13.6), 20, 80, 0, round(1.4 * _FINE))


def _battery_low(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle(_at(0, 3, 14, 12.9), 255)
    draw.rectangle(_at(1.3, 4.3, 12.6, 11.6), 0)
    draw.rectangle(_at(14, 6, 15.9, 9.9), 255)
    draw.rectangle(_at(2.6, 5.6, 4.8, 10.3), 255)


def _warning(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon(_at(8, 0.5, 16, 15, 0, 15), 255)
    draw.polygon(_at(7, 5, 9, 5, 8.6, 10.4, 7.4, 10.4), 0)
    draw.ellipse(_at(7, 11.4, 9, 13.4), 0)


def _opening(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle(_at(1, 1, 12.4, 14.9), 255)
    draw.rectangle(_at(2.4, 2.4, 11, 13.5), 0)
    draw.polygon(_at(7, 4, 15, 1.5, 15, 15.5, 7, 13), 255)
    draw.rectangle(_at(8.2, 8, 9.6, 9.6), 0)


def _redrawn(draw: ImageDraw.ImageDraw) -> None:
    draw.arc(_at(1.5, 1.5, 14.5, 14.5), 190, 325, 255, round(2 * _FINE))
    draw.arc(_at(1.5, 1.5, 14.5, 14.5), 10, 145, 255, round(2 * _FINE))
    draw.polygon(_at(15.6, 0.4, 15.6, 6.8, 9.4, 6.8), 255)
    draw.polygon(_at(0.4, 15.6, 0.4, 9.2, 6.6, 9.2), 255)


_SHAPES: Final[dict[Icon, Callable[[ImageDraw.ImageDraw], None]]] = {
    Icon.DROP: _drop,
    Icon.BATTERY_LOW: _battery_low,
    Icon.WARNING: _warning,
    Icon.OPENING: _opening,
    Icon.REDRAWN: _redrawn,
}
_DRAWINGS: Final = {
    Icon.DROP: """
        ...#...
        ...#...
        ..###..
        ..###..
        .#####.
        .###.#.
        .###.#.
        .##.##.
        ..###..
    """,
    Icon.BATTERY_LOW: """
        ############.
        #..........#.
        #.##.......##
        #.##.......##
        #.##.......##
        #..........#.
        ############.
    """,
    Icon.WARNING: """
        .....#.....
        ....###....
        ....#.#....
        ...##.##...
        ...##.##...
        ..###.###..
        ..#######..
        .####.####.
        ###########
    """,
    Icon.OPENING: """
        ########.
        #......##
        #......##
        #......##
        #.....###
        #....#.##
        #......##
        #......##
        ########.
    """,
    Icon.REDRAWN: """
        ..####.#.
        .#....##.
        #....###.
        #........
        #.......#
        ........#
        .###....#
        .##....#.
        .#.####..
    """,
}
