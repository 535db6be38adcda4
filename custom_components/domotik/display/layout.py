"""The whole picture of a summary."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from .arrangement import Page, capacity, grid, page
from .box import Box
from .canvas import Align, Canvas, Placed
from .cells import cell
from .header import draw_clock, draw_header
from .lines import count_lines, draw_lines
from .room import Look, draw_room
from .summary import Summary
from .trend import draw_trend
from .typeface import Lettering

MOST_LINES_BELOW = 3


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture; equal digests mean that nothing differs but the time of drawing."""

    image: Image.Image
    digest: str
    texts: tuple[Placed, ...]


def draw(
    summary: Summary, size: tuple[int, int], *, red: bool, clock: datetime | None = None
) -> Drawing:
    """Draw a summary, as drawn at a time that is not that of the summary if so told."""
    canvas = Canvas(*size, red=red, words=summary.words)
    height = canvas.style.header
    shown = _draw_body(canvas, summary, canvas.box.inset(0, height, 0, 0))
    time = draw_header(canvas, summary.now, shown, canvas.box.top_part(height))
    digest = hashlib.sha256(canvas.image.tobytes()).hexdigest()
    draw_clock(canvas, clock or summary.now, time)
    return Drawing(canvas.image, digest, tuple(canvas.placed))


def _draw_body(canvas: Canvas, summary: Summary, box: Box) -> Page:
    """Draw rooms above, the trend and the lines below; return which rooms."""
    below = _height_below(canvas, summary, box)
    rooms = box.inset(0, 0, 0, below)
    if below:
        _draw_below(canvas, summary, box.bottom_part(below))
    if not summary.rooms:
        _draw_nothing(canvas, rooms)
        return Page(())
    shown = page(summary.rooms, capacity(rooms, canvas.style), summary.turn)
    _draw_rooms(canvas, shown, rooms)
    return shown


def _draw_rooms(canvas: Canvas, shown: Page, box: Box) -> None:
    """Draw the rooms of a page with lines between them."""
    style, pad = canvas.style, canvas.style.pad
    boxes = grid(len(shown.rooms), box, style) or box.grid(1, len(shown.rooms))
    lines = max(len(room.small) for room in shown.rooms)
    cells = [cell(one, style, lines) for one in boxes]
    look = Look.of(shown.rooms, cells, style, canvas.words)
    for room, one, part in zip(shown.rooms, boxes, cells, strict=False):
        draw_room(canvas, room, part, look)
        if one.right < box.right:
            canvas.rule(Box(one.right, one.y + pad, 1, one.height - 2 * pad))
        if one.y > box.y and one.x == box.x:
            canvas.rule(Box(box.x + pad, one.y, box.width - 2 * pad, 1))


def _height_below(canvas: Canvas, summary: Summary, box: Box) -> int:
    """Return how high the part below the rooms is."""
    style, lines = canvas.style, count_lines(summary)
    trend = min(style.bottom, box.height * 2 // 5) if summary.trend else 0
    if trend and not _upright(canvas):
        return trend
    return trend + _lines_height(canvas, summary) + (style.pad if lines else 0)


def _lines_height(canvas: Canvas, summary: Summary) -> int:
    """Return the height of the lines where they are not beside the trend."""
    most = MOST_LINES_BELOW if _upright(canvas) else 1
    return min(count_lines(summary), most) * canvas.style.name_height


def _upright(canvas: Canvas) -> bool:
    """Tell whether there is no room for lines beside the trend."""
    return canvas.box.width < 2 * canvas.style.list_width + canvas.style.pad


def _draw_below(canvas: Canvas, summary: Summary, box: Box) -> None:
    """Draw the trend and the lines."""
    style = canvas.style
    canvas.rule(box.inset(style.pad, 0, style.pad, 0))
    part = box.inset(style.pad, style.line + 2, style.pad, style.line)
    trend, lines = _split_below(canvas, summary, part)
    if summary.trend:
        draw_trend(canvas, summary.trend, trend)
    if count_lines(summary):
        draw_lines(canvas, summary, lines)


def _split_below(canvas: Canvas, summary: Summary, box: Box) -> tuple[Box, Box]:
    """Return the boxes of the trend and of the lines."""
    style = canvas.style
    if not count_lines(summary) or not summary.trend:
        return box, box
    if _upright(canvas):
        lines = box.bottom_part(_lines_height(canvas, summary))
        return box.inset(0, 0, 0, lines.height + 2), lines
    lines = box.right_part(style.list_width)
    return box.inset(0, 0, lines.width + 2 * style.pad, 0), lines


def _draw_nothing(canvas: Canvas, box: Box) -> None:
    """Say that there is nothing to show."""
    style, words = canvas.style, canvas.words
    title, hint = box.inset(style.pad, 0, style.pad, 0).grid(1, 2)
    smaller = Lettering(style.small.face, style.small.sizes + style.tiny.sizes)
    canvas.text(words.no_rooms, title.bottom_part(style.name_height), style.bold, Align.CENTRE)
    canvas.text(words.waiting, hint.top_part(style.small_height), smaller, Align.CENTRE)
