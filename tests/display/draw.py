"""`scripts/draw_panels`: the golden pictures anew, and the documentation's pictures of them.

To be run after a change of the layout; then look at docs/images/eink*.png.
"""

from pathlib import Path

from PIL import Image

from tests.display.pictures import CASES, GOLDEN, SIZES, drawn, golden

IMAGES = Path(__file__).parents[2] / "docs/images"
ZOOM = 4
GAP = 12
BACKGROUND = (120, 140, 160)
SHEET = [
    *[(name, "2in13b_v4", 0) for name in ("typical", "4 rooms", "silent", "6 rooms")],
    *[(name, "2in13b_v4", 0) for name in ("one", "no history", "no rooms", "fahrenheit")],
    *[(name, "2in13b_v4", 0) for name in ("12 rooms, alarm", "swedish", "long names", "notices")],
    ("silent", "2in13_v4", 0),
    ("typical", "2in13b_v3", 0),
    ("4 rooms", "2in9b_v4", 0),
    ("12 rooms", "2in13b_v4", 90),
]
LARGE = [("details", "4in2b_v2", 0), ("12 rooms", "4in2b_v2", 0), ("12 rooms", "7in5b_v2", 0)]


def write_golden() -> None:
    """Replace the golden pictures."""
    for path in GOLDEN.rglob("*.png"):
        path.unlink()
    for case in CASES:
        path = golden(case)
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn(case).save(path, optimize=True)


def sheet(cases: list[tuple[str, str, int]], columns: int, zoom: int) -> Image.Image:
    """Return pictures side by side, enlarged."""
    pictures = [drawn(case) for case in cases]
    large = [each.resize((each.width * zoom, each.height * zoom), 0) for each in pictures]
    rows = [large[start : start + columns] for start in range(0, len(large), columns)]
    width = max(sum(each.width + GAP for each in row) for row in rows) + GAP
    height = sum(max(each.height for each in row) + GAP for row in rows) + GAP
    whole = Image.new("RGB", (width, height), BACKGROUND)
    y = GAP
    for row in rows:
        x = GAP
        for each in row:
            whole.paste(each.convert("RGB"), (x, y))
            x += each.width + GAP
        y += max(each.height for each in row) + GAP
    return whole.quantize(8)


def main() -> None:
    """Draw everything."""
    write_golden()
    IMAGES.mkdir(exist_ok=True)
    sheet(SHEET, 2, ZOOM).save(IMAGES / "eink-sheet.png", optimize=True)
    sheet(LARGE, 1, 1).save(IMAGES / "eink-large.png", optimize=True)
    sheet([("typical", SIZES[1], 0)], 1, ZOOM).save(IMAGES / "eink.png", optimize=True)


if __name__ == "__main__":
    main()
