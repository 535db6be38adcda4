"""Which rooms are on a page, and where."""

from dataclasses import dataclass
from typing import Final

from .box import Box
from .canvas import fit
from .cells import Cell, Shape, cell
from .style import Style
from .summary import Room

MOST_ROOMS: Final = 12
# As wide as most values get, so that a page keeps its look when they change.
SPECIMEN: Final = "88.8"


@dataclass(frozen=True, slots=True)
class Page:
    """The rooms that are shown together, and which page of how many that is."""

    rooms: tuple[Room, ...]
    number: int = 1
    count: int = 1


def grid(count: int, box: Box, style: Style) -> list[Box] | None:
    """Return the boxes of so many rooms, their numbers as large as can be; None if too many."""
    best: list[Box] | None = None
    largest = 0
    for columns in range(1, count + 1):
        boxes = box.grid(columns, -(-count // columns))
        size = _number_size(boxes[0].width, cell(boxes[0], style, 1), style)
        if size > largest:
            best, largest = boxes, size
    return best


def _number_size(width: int, one: Cell, style: Style) -> int:
    """Return how large a cell's number can be, 0 if the cell is too small."""
    if width < (style.flat_width if one.shape is Shape.FLAT else style.tall_width):
        return 0
    text, size = fit(SPECIMEN, one.number, style.number)
    return size if text == SPECIMEN else 0


def capacity(box: Box, style: Style) -> int:
    """Return how many rooms have room in a box, at least one."""
    fitting = (count for count in range(MOST_ROOMS, 1, -1) if grid(count, box, style))
    return next(fitting, 1)


def page(rooms: tuple[Room, ...], room_for: int, turn: int) -> Page:
    """Return the rooms of a turn: those with an alarm on every page, then page by page."""
    if len(rooms) <= room_for:
        return Page(rooms)
    alarmed = tuple(room for room in rooms if room.alarm)
    calm = tuple(room for room in rooms if not room.alarm)
    kept = alarmed if len(alarmed) < room_for else ()
    turning = calm if kept else alarmed + calm
    step = room_for - len(kept)
    count = -(-len(turning) // step)
    first = turn % count * step
    return Page(kept + turning[first : first + step], turn % count + 1, count)
