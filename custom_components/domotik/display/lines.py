"""The lines beside the trend: air quality and notices."""

from typing import Final

from .amounts import digits_of, name_of
from .box import Box
from .canvas import Align, Canvas, Tone
from .icons import Icon
from .summary import Amount, Notice, Sign, Summary
from .typeface import clean

_SIGNS: Final = {Sign.WARNING: Icon.WARNING, Sign.OPENING: Icon.OPENING}


def draw_lines(canvas: Canvas, summary: Summary, box: Box) -> None:
    """Draw as many lines as there is room for: what is an alarm first, then the air."""
    height = canvas.style.name_height
    room_for = max(box.height // height, 1)
    entries = _entries(summary)
    shown = entries if len(entries) <= room_for else entries[: room_for - 1]
    rows = [Box(box.x, box.y + row * height, box.width, height) for row in range(room_for)]
    for entry, row in zip(shown, rows, strict=False):
        if isinstance(entry, Notice):
            _draw_notice(canvas, entry, row)
        else:
            _draw_air(canvas, entry, row)
    if hidden := len(entries) - len(shown):
        canvas.text(f"+{hidden}", rows[-1], canvas.style.small, Align.RIGHT)


def count_lines(summary: Summary) -> int:
    """Return how many lines there are."""
    return len(summary.notices) + len(summary.air)


def _entries(summary: Summary) -> list[Notice | Amount]:
    """Return what goes onto lines, the most important first."""
    alarms = [notice for notice in summary.notices if notice.alarm]
    calm = [notice for notice in summary.notices if not notice.alarm]
    return [*alarms, *summary.air, *calm]


def _draw_notice(canvas: Canvas, notice: Notice, box: Box) -> None:
    """Draw an icon and a text."""
    text = canvas.icon(_SIGNS[notice.sign], box, canvas.ink(alarm=notice.alarm))
    tone = Tone.of(alarm=notice.alarm)
    canvas.text(clean(notice.text), text, canvas.style.small, tone=tone)


def _draw_air(canvas: Canvas, amount: Amount, box: Box) -> None:
    """Draw what is in the air: its name on the left, the number on the right."""
    style = canvas.style
    name = canvas.text(name_of(amount), box.left_part(box.width * 2 // 5), style.small)
    rest = box.inset(name.width + style.pad, 0, 0, 0)
    unit = canvas.text(
        clean(amount.unit), rest.right_part(rest.width // 2), style.tiny, Align.RIGHT
    )
    # An alarm without red has a black margin.
    number = rest.inset(0, 0, unit.width + style.line + 2 if unit.width else 0, 0)
    texts, tone = digits_of(amount, canvas.words), Tone.of(alarm=amount.alarm)
    canvas.text(texts, number, style.bold, Align.RIGHT, tone)
