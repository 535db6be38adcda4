"""How a node gets its power: from a cell, through a charger or without."""

from typing import Final

from drawings.svg import FAINT, Drawing

RED: Final = "#c62828"
BLACK: Final = "#222222"
CELL: Final = "#fff3e0"
BOARD: Final = "#e3f2fd"
MODULE: Final = "#f3e5f5"


def drawings() -> dict[str, str]:
    """Return the name and the source of each drawing."""
    return {"supply-own.svg": own(), "supply-charger.svg": charger()}


def own() -> str:
    """Return a cell at the connector of a board that is made for it."""
    sheet = Drawing(640, 200, "Supply: the board's own battery connector")
    _title(sheet, "A board with its own battery connector", "nothing between cell and board")
    _box(sheet, (30, 80), "One cell", ("+", "-"), CELL)
    _box(sheet, (400, 80), "ESP32 board", ("BAT +", "BAT -"), BOARD, left=True)
    _pair(sheet, (190, 400), 80)
    return sheet.source()


def charger() -> str:
    """Return a cell behind a charger module, with a capacitor at the board."""
    sheet = Drawing(900, 270, "Supply: a TP4056 module and a capacitor")
    _title(
        sheet, "A TP4056 module", "short thick wires, and the capacitor at the board's own pins"
    )
    _box(sheet, (30, 80), "One cell", ("+", "-"), CELL)
    _box(sheet, (290, 80), "TP4056 module", ("B +   OUT +", "B -   OUT -"), MODULE)
    _box(sheet, (690, 80), "ESP32 board", ("its battery input", "GND"), BOARD, left=True)
    _pair(sheet, (190, 290), 80)
    _pair(sheet, (450, 690), 80)
    _capacitor(sheet, 600)
    return sheet.source()


def _title(sheet: Drawing, title: str, remark: str) -> None:
    sheet.text(30, 36, title, size=17, bold=True)
    sheet.text(30, 58, remark, colour=FAINT)


def _box(  # noqa: PLR0913 - two terminals have two names
    sheet: Drawing,
    corner: tuple[int, int],
    name: str,
    pins: tuple[str, str],
    fill: str,
    *,
    left: bool = False,
) -> None:
    """Draw a part with its two terminals."""
    x, y = corner
    sheet.box(x, y, 160, 96, fill=fill)
    sheet.text(x + 12, y + 22, name, bold=True)
    for index, pin in enumerate(pins):
        place, anchor = (x + 10, "start") if left else (x + 150, "end")
        sheet.text(place, y + 52 + 28 * index, pin, anchor=anchor)


def _pair(sheet: Drawing, across: tuple[int, int], y: int) -> None:
    """Draw the two wires between two parts."""
    for row, colour in ((48, RED), (76, BLACK)):
        sheet.line([(across[0], y + row), (across[1], y + row)], colour, width="3")


def _capacitor(sheet: Drawing, x: int) -> None:
    """Draw a capacitor below the wires."""
    plus, minus = x - 20, x + 20
    sheet.line([(plus, 128), (plus, 215), (x - 5, 215)], RED)
    sheet.line([(minus, 156), (minus, 215), (x + 5, 215)], BLACK)
    sheet.line([(x - 5, 201), (x - 5, 229)], width="3")
    sheet.line([(x + 5, 201), (x + 5, 229)], width="3")
    sheet.dot(plus, 128, RED)
    sheet.dot(minus, 156, BLACK)
    sheet.text(x - 40, 220, "470 µF or more, low ESR", anchor="end", colour=FAINT)
