"""The bar at the top: the day, the page, and when the picture was drawn."""

from datetime import datetime
from typing import Final

from .arrangement import Page
from .box import Box
from .canvas import Align, Canvas, Ink, Tone
from .icons import Icon
from .typeface import extent

# No time of day is wider.
_WIDEST: Final = datetime(2000, 1, 1, 12, 44)  # noqa: DTZ001 - only its text counts


def draw_header(canvas: Canvas, now: datetime, shown: Page, box: Box) -> Box:
    """Draw day and page; return where the time goes."""
    style, words = canvas.style, canvas.words
    canvas.fill(box)
    line = box.inset(style.pad, 0, style.pad, 0)
    left, _, right, _ = extent(words.clock(_WIDEST), style.head.face, style.head.sizes[0])
    time = line.right_part(right - left + style.icon * 3 // 2)
    rest = line.inset(0, 0, time.width + style.pad, 0)
    if shown.count > 1:
        text = f"{shown.number}/{shown.count}"
        ink = canvas.text(text, rest, style.head, Align.RIGHT, Tone.REVERSED)
        rest = rest.inset(0, 0, ink.width + style.pad, 0)
    day = words.calendar(now), words.month_day(now), str(now.day)
    canvas.text(day, rest, style.head, tone=Tone.REVERSED)
    return time


def draw_clock(canvas: Canvas, clock: datetime, box: Box) -> None:
    """Draw when the picture was drawn."""
    style = canvas.style
    space = box.inset(style.icon * 3 // 2, 0, 0, 0)
    text = canvas.words.clock(clock)
    ink = canvas.text(text, space, style.head, Align.RIGHT, Tone.REVERSED)
    before = box.inset(0, 0, box.right - ink.x + style.icon // 3, 0)
    canvas.icon(Icon.REDRAWN, before, Ink.WHITE, Align.RIGHT)
