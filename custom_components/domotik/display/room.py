"""One room: its name, a large number, and what matters besides."""

from collections.abc import Sequence
from dataclasses import dataclass

from .amounts import digits_of, icon_of, short_unit, written
from .arrangement import SPECIMEN
from .box import Box
from .canvas import Align, Canvas, Tone, fit, fits
from .cells import Cell, Shape
from .icons import Icon
from .style import Style
from .summary import Amount, Room
from .typeface import Lettering, cap_height, clean, extent
from .words import DASH, Words


@dataclass(frozen=True, slots=True)
class Look:
    """What all rooms of a page have in common."""

    name: Lettering
    number: Lettering

    @classmethod
    def of(cls, rooms: Sequence[Room], cells: Sequence[Cell], style: Style, words: Words) -> Look:
        """Return the largest fonts that all rooms can share."""
        names = [(clean(room.name), one.name) for room, one in zip(rooms, cells, strict=False)]
        sizes = [
            fit(digits_of(room.large, words), _digits_box(one, room.large, style), style.number)[1]
            for room, one in zip(rooms, cells, strict=False)
            if room.large
        ]
        plain = fit(SPECIMEN, cells[0].number, style.number)[1]
        return cls(_name_font(names, style), style.number.at(min(sizes, default=plain)))


def draw_room(canvas: Canvas, room: Room, one: Cell, look: Look) -> None:
    """Draw a room into its cell."""
    canvas.text(clean(room.name), one.name, look.name)
    if room.silent is not None or room.large is None:
        canvas.text(DASH, one.number, look.number)
    else:
        _draw_number(canvas, room.large, one, look.number)
    _draw_lines(canvas, room, one)


def _name_font(names: Sequence[tuple[str, Box]], style: Style) -> Lettering:
    """Return the font in which all names fit, but for those that no font is small enough for."""
    fonts = [each.at(size) for each in (style.bold, style.name) for size in each.sizes]
    fitting = [(name, box) for name, box in names if fits(name, box, fonts[-1])]
    good = (font for font in fonts if all(fits(name, box, font) for name, box in fitting))
    return next(good)


def _unit_of(amount: Amount, one: Cell) -> str:
    """Return the unit as it has room."""
    return short_unit(amount) if one.shape is Shape.FLAT else clean(amount.unit)


def _digits_box(one: Cell, amount: Amount, style: Style) -> Box:
    """Return where an amount's digits may be, so that its unit has room beside them."""
    unit = _unit_of(amount, one)
    if not unit:
        return one.number
    left, _, right, _ = extent(unit, style.unit.face, style.unit.sizes[0])
    width = min(right - left + style.line + 2, one.number.width // 3)
    return one.number.inset(0, 0, width, 0)


def _draw_number(canvas: Canvas, amount: Amount, one: Cell, lettering: Lettering) -> None:
    """Draw an amount's digits and, at their top, its unit."""
    style = canvas.style
    box = _digits_box(one, amount, style)
    tone = Tone.of(alarm=amount.alarm)
    ink = canvas.text(digits_of(amount, canvas.words), box, lettering, tone=tone)
    height = cap_height(style.unit.face, style.unit.sizes[0]) + 2 * style.line + 2
    # An alarm without red has a black margin.
    x = ink.right + style.line + 2
    y = max(min(ink.y - style.line - 1, one.number.bottom - height), one.number.y)
    unit = Box(x, y, one.number.right - x, min(height, one.number.height))
    canvas.text(_unit_of(amount, one), unit, style.unit)


def _draw_lines(canvas: Canvas, room: Room, one: Cell) -> None:
    """Draw a room's smaller things."""
    first = one.lines[0]
    if room.battery_low:
        ink = canvas.ink(alarm=True)
        first = canvas.icon(Icon.BATTERY_LOW, first, ink, Align.RIGHT)
    if room.silent is not None:
        age = canvas.words.age(room.silent)
        texts = (f"{canvas.words.silent} {age}", age)
        canvas.text(texts, first, canvas.style.small, tone=Tone.ALARM)
        return
    for amount, box in zip(room.small, (first, *one.lines[1:]), strict=False):
        _draw_amount(canvas, amount, box, one.shape)


def _draw_amount(canvas: Canvas, amount: Amount, box: Box, shape: Shape) -> None:
    """Draw a smaller amount after its icon."""
    texts, small, tone = (
        written(amount, canvas.words),
        canvas.style.small,
        Tone.of(alarm=amount.alarm),
    )
    if shape is Shape.FLAT:
        canvas.text(texts[1:], box, small, Align.RIGHT, tone)
        return
    if icon := icon_of(amount):
        box = canvas.icon(icon, box, canvas.ink(alarm=amount.alarm))
    canvas.text(texts, box, small, tone=tone)
