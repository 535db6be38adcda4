"""The architecture: packages as boxes, imports as arrows, and the way of a reading below."""

from typing import Final

from drawings.packages import INTEGRATION, PACKAGES, Package, edges, foreign
from drawings.svg import FAINT, INK, Drawing

WIDTH: Final = 230
HEIGHT: Final = 84
COLUMNS: Final = (30, 300, 570, 840)
ROWS: Final = (84, 234, 384)
# Column and row of each package, so that no arrow runs through a box.
PLACES: Final = {
    f"{INTEGRATION}/display": (0, 0),
    INTEGRATION: (1, 0),
    f"{INTEGRATION}/history": (2, 0),
    "firmware/broker": (3, 0),
    "campaign": (0, 1),
    f"{INTEGRATION}/protocol": (2, 1),
    "firmware/lib": (3, 1),
    "demo": (0, 2),
    "simulator": (1, 2),
    "flashing": (2, 2),
    "firmware/node": (3, 2),
}
GROUND: Final = {"custom": "#e3f2fd", "firmware": "#f1f8e9"}
DESK: Final = "#f5f5f5"
WAY: Final = ("chip", "node", "ether", "broker", "USB", "protocol", "hub", "entity", "state")


def drawings() -> dict[str, str]:
    """Return the name and the source of the drawing."""
    return {"architecture.svg": draw()}


def draw() -> str:
    """Return the drawing."""
    sheet = Drawing(1100, 590, "Architecture: packages and imports")
    sheet.text(30, 36, "Packages, and what they import", size=17, bold=True)
    _key(sheet)
    for importer, imported in sorted(edges()):
        _arrow(sheet, importer, imported)
    for package in PACKAGES:
        _box(sheet, package)
    _way(sheet, 540)
    return sheet.source()


def _key(sheet: Drawing) -> None:
    """Say what the colours mean."""
    for x, colour, words in (
        (30, GROUND["custom"], "what HACS installs"),
        (210, GROUND["firmware"], "MicroPython, on boards"),
        (420, DESK, "on a developer's desk"),
    ):
        sheet.box(x, 50, 14, 14, fill=colour, radius=3)
        sheet.text(x + 20, 62, words, size=12, colour=FAINT)
    sheet.text(
        620, 62, "an arrow goes from who imports to what is imported", size=12, colour=FAINT
    )


def _box(sheet: Drawing, package: Package) -> None:
    x, y = _corner(package.folder)
    top = package.folder.split("/")[0].split("_")[0]
    sheet.box(x, y, WIDTH, HEIGHT, fill=GROUND.get(top, DESK))
    name = package.folder.removeprefix("custom_components/")
    sheet.text(x + 12, y + 24, name, bold=True, size=14)
    sheet.text(x + 12, y + 44, package.about, size=11)
    if uses := ", ".join(sorted(foreign(package))):
        sheet.text(x + 12, y + 66, f"uses {uses}", size=11, colour=FAINT)


def _arrow(sheet: Drawing, importer: str, imported: str) -> None:
    """Draw an arrow from the edge of one box to the edge of the other."""
    start, end = _middle(importer), _middle(imported)
    first, last = _edge(start, end), _edge(end, start)
    sheet.line([first, last], INK, width="1.6")
    _head(sheet, first, last)


def _head(sheet: Drawing, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw the point of an arrow."""
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    sides = [
        (
            round(end[0] - 11 * along[0] + side * 5 * along[1], 1),
            round(end[1] - 11 * along[1] - side * 5 * along[0], 1),
        )
        for side in (1, -1)
    ]
    sheet.line([sides[0], end, sides[1]], INK, width="1.6")


def _edge(inside: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Return where the line from a box's middle to another's leaves the box."""
    across, down = other[0] - inside[0], other[1] - inside[1]
    share = min(
        WIDTH / 2 / abs(across) if across else 1.0, HEIGHT / 2 / abs(down) if down else 1.0
    )
    return round(inside[0] + across * share, 1), round(inside[1] + down * share, 1)


def _corner(folder: str) -> tuple[int, int]:
    column, row = PLACES[folder]
    return COLUMNS[column], ROWS[row]


def _middle(folder: str) -> tuple[float, float]:
    x, y = _corner(folder)
    return x + WIDTH / 2, y + HEIGHT / 2


def _way(sheet: Drawing, y: int) -> None:
    """Draw the way of a reading."""
    sheet.text(30, y - 26, "The way of one reading", size=13, bold=True)
    step = 1040 / len(WAY)
    for index, name in enumerate(WAY):
        x = 30 + index * step
        sheet.box(x, y - 12, step - 26, 30, fill=DESK, radius=12)
        sheet.text(x + (step - 26) / 2, y + 8, name, anchor="middle", size=12)
        if index:
            _step(sheet, x, y + 3)


def _step(sheet: Drawing, x: float, y: float) -> None:
    start, end = (x - 24, y), (x - 3, y)
    sheet.line([start, end], INK, width="1.6")
    _head(sheet, start, end)
