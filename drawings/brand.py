"""The icons that Home Assistant and HACS show of the integration."""

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

FOLDER: Final = Path(__file__).parent.parent / "custom_components" / "domotik" / "brand"
# Units of the drawing; each is drawn larger and made smaller, which smooths its edges.
UNITS: Final = 64
FINE: Final = 4
# House and waves on a light page, and on a dark one.
COLOURS: Final = {"icon": ("#00897b", "#ffffff"), "dark_icon": ("#4dd0bf", "#10302c")}
SIZES: Final = {"": 256, "@2x": 512}
ROOF: Final = ((32, 6), (58, 28), (58, 30), (6, 30), (6, 28))
# The node at the bottom, and its waves: radius and thickness.
NODE: Final = (32, 50, 4.5)
WAVES: Final = ((13, 4.5), (22, 4.5))
SPREAD: Final = 48


def write() -> list[Path]:
    """Write all icons; return where."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for name, colours in COLOURS.items():
        for suffix, size in SIZES.items():
            path = FOLDER / f"{name}{suffix}.png"
            draw(size, *colours).save(path, optimize=True)
            written.append(path)
    return written


def draw(size: int, house: str, waves: str) -> Image.Image:
    """Return the icon: a house, and in it a node that sends."""
    scale = size * FINE / UNITS
    image = Image.new("RGBA", (size * FINE, size * FINE))
    pen = ImageDraw.Draw(image)
    _house(pen, scale, house)
    x, y, radius = NODE
    pen.circle((x * scale, y * scale), radius * scale, fill=waves)
    for wave, thick in WAVES:
        box = [(x - wave) * scale, (y - wave) * scale, (x + wave) * scale, (y + wave) * scale]
        pen.arc(box, 270 - SPREAD, 270 + SPREAD, fill=waves, width=round(thick * scale))
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _house(pen: ImageDraw.ImageDraw, scale: float, colour: str) -> None:
    """Draw the house with soft corners."""
    radius = 3 * scale
    pen.polygon([(x * scale, y * scale) for x, y in ROOF], fill=colour)
    corners = [(x * scale, y * scale) for x, y in ((32, 6), (58, 28), (6, 28))]
    pen.line([*corners, corners[0]], fill=colour, width=round(2 * radius), joint="curve")
    for corner in corners:
        pen.circle(corner, radius, fill=colour)
    pen.rounded_rectangle(
        (11 * scale, 24 * scale, 53 * scale, 60 * scale), radius=2 * radius, fill=colour
    )
