"""The last 24 hours as a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .amounts import digits_of
from .box import Box
from .canvas import Align, Canvas, Tone
from .summary import Amount, Trend
from .typeface import clean, extent

HOURS: Final = 24
GRID_HOURS: Final = 6
# Longer without a point, and the line has a gap.
GAP_HOURS: Final = 1.1
# Of the last digit: what moves less is not drawn as if it moved a lot.
LEAST_SPAN: Final = 20


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a time and a value are in a box."""

    box: Box
    low: float
    high: float

    @classmethod
    def of(cls, box: Box, lowest: Amount, highest: Amount) -> Scale:
        """Return a scale from the lowest to the highest value."""
        span = highest.value - lowest.value
        spare = max(LEAST_SPAN * 10**-lowest.digits - span, 0) / 2
        return cls(box, lowest.value - spare, highest.value + spare)

    def point(self, hours_ago: float, value: float) -> tuple[int, int]:
        """Return a pixel of the box."""
        across = min(max(1 - hours_ago / HOURS, 0), 1)
        up = min(max((value - self.low) / (self.high - self.low), 0), 1)
        x = self.box.x + round(across * (self.box.width - 1))
        return x, self.box.bottom - 1 - round(up * (self.box.height - 1))


def draw_trend(canvas: Canvas, trend: Trend, box: Box) -> None:
    """Draw a title, the line, and its extremes on the right."""
    style, words, name = canvas.style, canvas.words, clean(trend.name)
    title = box.top_part(style.tiny_height)
    plot = box.inset(0, title.height, 0, 0)
    if not trend.points or trend.lowest is None or trend.highest is None:
        canvas.text(name, title, style.tiny)
        canvas.text(words.no_history, plot, style.tiny, Align.CENTRE)
        return
    labels = box.right_part(_label_width(canvas, (trend.highest, trend.lowest), box))
    beside = labels.width + style.pad
    canvas.text((f"{name} · {words.hours_24}", name), title.inset(0, 0, beside, 0), style.tiny)
    _draw_label(canvas, trend.highest, labels.top_part(labels.height // 2))
    _draw_label(canvas, trend.lowest, labels.bottom_part(labels.height // 2))
    radius = style.line + 1
    plot = plot.inset(radius, radius, beside, radius)
    _draw_grid(canvas, plot)
    _draw_curve(canvas, trend, Scale.of(plot, trend.lowest, trend.highest))


def _label_width(canvas: Canvas, ends: tuple[Amount, Amount], box: Box) -> int:
    """Return the width of the wider label."""
    small = canvas.style.small
    texts = [canvas.words.number(end.value, end.digits) for end in ends]
    extents = [extent(text, small.face, small.sizes[0]) for text in texts]
    return min(max(right - left for left, _, right, _ in extents) + 2, box.width // 3)


def _draw_label(canvas: Canvas, end: Amount, box: Box) -> None:
    """Draw the highest or the lowest value."""
    texts, tone = digits_of(end, canvas.words), Tone.of(alarm=end.alarm)
    canvas.text(texts, box, canvas.style.small, Align.RIGHT, tone)


def _draw_grid(canvas: Canvas, plot: Box) -> None:
    """Draw a dotted line for every six hours."""
    dot = canvas.style.line
    for hours in range(0, HOURS + 1, GRID_HOURS):
        x = plot.x + round((plot.width - dot) * hours / HOURS)
        for y in range(plot.y, plot.bottom, 4 * dot):
            canvas.fill(Box(x, y, dot, dot))


def _draw_curve(canvas: Canvas, trend: Trend, scale: Scale) -> None:
    """Draw the line, and dots where it is highest and lowest."""
    for part in _unbroken(trend.points):
        points = [scale.point(*point) for point in part]
        canvas.line(points if len(points) > 1 else points * 2)
    for find, end in ((max, trend.highest), (min, trend.lowest)):
        x, y = scale.point(*find(trend.points, key=lambda point: point[1]))
        canvas.dot(x, y, canvas.style.line + 1, canvas.ink(alarm=end is not None and end.alarm))


def _unbroken(points: tuple[tuple[float, float], ...]) -> Iterator[list[tuple[float, float]]]:
    """Return the parts of a line between its gaps."""
    part = [points[0]]
    for before, after in pairwise(points):
        if before[0] - after[0] > GAP_HOURS:
            yield part
            part = []
        part.append(after)
    yield part
