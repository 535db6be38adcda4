"""The panels that can be drawn for."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel, lying on its long side; `driver` is what waveshare-epaper calls it."""

    key: str
    name: str
    width: int
    height: int
    red: bool
    driver: str | None = None

    def size(self, rotation: int) -> tuple[int, int]:
        """Return width and height of what is drawn on it, turned by 0, 90, 180 or 270 degrees."""
        return (self.width, self.height) if rotation % 180 == 0 else (self.height, self.width)


_ALL: Final = (
    Panel("2in13b_v4", "Waveshare 2.13 inch (B) V4", 250, 122, True, "epd2in13b_V4"),
    Panel("2in13b_v3", "Waveshare 2.13 inch (B) V3", 212, 104, True, "epd2in13b_V3"),
    Panel("2in13_v4", "Waveshare 2.13 inch V4", 250, 122, False, "epd2in13_V4"),
    Panel("2in9_v2", "Waveshare 2.9 inch V2", 296, 128, False, "epd2in9_V2"),
    Panel("2in9b_v4", "Waveshare 2.9 inch (B) V4", 296, 128, True, "epd2in9b_V4"),
    Panel("2in9b_v3", "Waveshare 2.9 inch (B) V3", 296, 128, True, "epd2in9b_V3"),
    Panel("4in2b_v2", "Waveshare 4.2 inch (B) V2", 400, 300, True, "epd4in2b_V2"),
    Panel("7in5b_v2", "Waveshare 7.5 inch (B) V2", 800, 480, True, "epd7in5b_V2"),
    Panel("212x104_bw", "212 x 104", 212, 104, False),
    Panel("296x128_bw", "296 x 128", 296, 128, False),
    Panel("400x300_bw", "400 x 300", 400, 300, False),
    Panel("800x480_bw", "800 x 480", 800, 480, False),
)
PANELS: Final = {panel.key: panel for panel in _ALL}
