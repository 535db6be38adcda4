"""Golden pictures: what each summary has to look like on each panel, pixel by pixel."""

import re
from itertools import chain
from pathlib import Path

from PIL import Image

from custom_components.domotik.display.layout import draw
from custom_components.domotik.display.panels import PANELS
from tests.display.summaries import SUMMARIES

GOLDEN = Path(__file__).parent / "golden"
SIZES = ("2in13b_v3", "2in13b_v4", "2in9b_v4", "4in2b_v2", "7in5b_v2")
TURNED = ("typical", "silent", "6 rooms", "12 rooms")
WITHOUT_RED = ("typical", "silent")

# Name of a summary, key of a panel, rotation.
type Case = tuple[str, str, int]

CASES: tuple[Case, ...] = tuple(
    chain(
        ((name, key, 0) for key in SIZES for name in SUMMARIES),
        ((name, key, 90) for key in SIZES for name in TURNED),
        ((name, key, 0) for key, panel in PANELS.items() if not panel.red for name in WITHOUT_RED),
    )
)


def drawn(case: Case) -> Image.Image:
    """Return what is drawn for a case."""
    name, key, rotation = case
    panel = PANELS[key]
    return draw(SUMMARIES[name], panel.size(rotation), red=panel.red).image


def golden(case: Case) -> Path:
    """Return where a case's golden picture is."""
    name, key, rotation = case
    turned = f"-{rotation}" if rotation else ""
    return GOLDEN / f"{key}{turned}" / f"{re.sub(r'[^a-z0-9]+', '_', name)}.png"
