"""A picture that shows at a glance whether the right panel was chosen."""

from PIL import Image

from .box import Box
from .canvas import Align, Canvas, Ink
from .panels import Panel
from .typeface import Lettering
from .words import Words


def draw_pattern(panel: Panel, rotation: int, words: Words) -> Image.Image:
    """Draw a frame on the outermost pixels, where the top is, every ink, and the model's name."""
    canvas = Canvas(*panel.size(rotation), red=panel.red, words=words)
    style = canvas.style
    smaller = Lettering(style.name.face, style.name.sizes + style.tiny.sizes)
    frame = canvas.box
    canvas.fill(frame)
    canvas.fill(frame.inset(1, 1, 1, 1), Ink.WHITE)
    inside = frame.inset(style.pad + 1, style.pad + 1, style.pad + 1, style.pad + 1)
    top, rest = inside.top_part(style.name_height), inside.inset(0, style.name_height, 0, 0)
    canvas.text(f"↑ {words.top}", top, style.bold, Align.CENTRE)
    name, below = rest.top_part(2 * style.name_height).grid(1, 2)
    canvas.text(words.test, name, style.name, Align.CENTRE)
    canvas.text(panel.name, below, smaller, Align.CENTRE)
    _draw_bars(canvas, rest.inset(0, 2 * style.name_height, 0, 0), panel)
    return canvas.image


def _draw_bars(canvas: Canvas, box: Box, panel: Panel) -> None:
    """Draw a block of each ink, and lines of one pixel."""
    black, middle, last = box.grid(3, 1)
    canvas.fill(black.inset(0, 2, 4, 0))
    for x in range(middle.x, middle.right, 2):
        canvas.fill(Box(x, middle.y + 2, 1, middle.height - 2))
    if panel.red:
        canvas.fill(last.inset(4, 2, 0, 0), Ink.RED)
        return
    for y in range(last.y + 2, last.bottom, 2):
        canvas.fill(Box(last.x + 4, y, last.width - 4, 1))
