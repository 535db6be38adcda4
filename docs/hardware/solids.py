"""What the casings are made of. Millimetres; x to the right, y up the wall, z away from it."""

from dataclasses import dataclass
from typing import Final

from build123d import Align, Box, Cylinder, Part, Pos

WALL: Final = 1.6
# Between what slides into each other, and around what is put in.
SLIDE: Final = 0.2
ROOM: Final = 0.5
SLOT: Final = 2.0
PITCH: Final = 4.0
LOW: Final = (Align.MIN, Align.MIN, Align.MIN)

type Size = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Thing:
    """What goes into a casing: its name, its size, and where its lowest corner is."""

    name: str
    size: Size
    corner: Size

    def solid(self) -> Part:
        """Return the room that it takes."""
        return block(self.corner, self.size)

    def way_in(self) -> Part:
        """Return the room that it crosses when it is put in from the front."""
        width, height, depth = self.size
        return block(self.corner, (width, height, depth + 200))


@dataclass(frozen=True, slots=True)
class Casing:
    """Its printed pieces as they are put together, and what goes into it."""

    name: str
    body: Part
    lid: Part
    things: tuple[Thing, ...]
    # Slabs of wall that have to let air through: name, slab, least share of it that is open.
    vents: tuple[tuple[str, Part, float], ...]
    # Two things that have to keep away from each other, and how far.
    apart: tuple[tuple[str, str, float], ...] = ()
    # It is modelled as it is printed, on its front.
    face_down: bool = False


def block(corner: Size, size: Size) -> Part:
    """Return a block by its lowest corner."""
    return Pos(*corner) * Box(*size, align=LOW)


def hole(x: float, y: float, diameter: float, depth: tuple[float, float]) -> Part:
    """Return a round hole along z, from one depth to another."""
    length = depth[1] - depth[0]
    bore = Cylinder(diameter / 2, length, align=(Align.CENTER, Align.CENTER, Align.MIN))
    return Pos(x, y, depth[0]) * bore


def keyhole(x: float, y: float) -> list[Part]:
    """Return what hangs a back wall on a screw's head of 7 mm."""
    depth = (-1.0, WALL + 1)
    return [
        hole(x, y, 8, depth),
        hole(x, y + 7, 4, depth),
        block((x - 2, y, depth[0]), (4, 7, depth[1] - depth[0])),
    ]


def slots(corner: Size, size: Size, along: int) -> list[Part]:
    """Return slots side by side along an axis, that fill a block."""
    number = int((size[along] + PITCH - SLOT) // PITCH)
    used = number * PITCH - (PITCH - SLOT)
    cut = []
    for index in range(number):
        place, shape = list(corner), list(size)
        place[along] += (size[along] - used) / 2 + index * PITCH
        shape[along] = SLOT
        cut.append(block((place[0], place[1], place[2]), (shape[0], shape[1], shape[2])))
    return cut
