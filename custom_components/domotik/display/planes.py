"""A picture as a panel takes it: one plane of bits for each ink."""

from typing import Final

from PIL import Image

from .canvas import Ink

_LEVELS: Final = 256


def plane(image: Image.Image, ink: Ink) -> Image.Image:
    """Return where a picture has an ink: 0 there, 255 elsewhere, as the drivers expect."""
    return image.point([0 if index == ink else 255 for index in range(_LEVELS)], "1")


def turned(image: Image.Image, rotation: int) -> Image.Image:
    """Return a picture as it lies on a panel that hangs turned clockwise."""
    return image.rotate(rotation, expand=True) if rotation else image
