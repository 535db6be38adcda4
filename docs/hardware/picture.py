"""A picture of a casing, opened: the body with what goes into it, and the lid beside it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from build123d import Axis, Part
from PIL import Image
from solids import Casing

# Seen from below the front, so that vents and window show.
TURN: Final = np.radians(-32.0)
TILT: Final = np.radians(-38.0)
LIGHT: Final = np.array([-0.35, 0.45, 0.82])
SCALE: Final = 10.0
SMOOTH: Final = 2
MARGIN: Final = 6.0
GAP: Final = 12.0
LIFT: Final = 9.0
PRINT: Final = (214, 222, 226)
COLOURS: Final = ((38, 166, 154), (255, 179, 0), (21, 101, 192), (229, 115, 115))

type Points = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A solid and its colour."""

    part: Part
    colour: tuple[int, int, int]


def draw(casing: Casing, path: Path) -> None:
    """Write the picture."""
    aside = casing.body.bounding_box().size.X + GAP
    shapes = [Shape(casing.body, PRINT), Shape(casing.lid.translate((aside, 0, 0)), PRINT)]
    if casing.face_down:
        turned = casing.body.rotate(Axis.Y, 180).translate((0, 0, casing.lid.center().Z))
        shapes.append(Shape(turned.translate((-GAP, 0, 0)), PRINT))
    shapes += [
        Shape(thing.solid().translate((0, 0, LIFT)), COLOURS[index % len(COLOURS)])
        for index, thing in enumerate(casing.things)
    ]
    _rendered(shapes).save(path, optimize=True)


def _rendered(shapes: list[Shape]) -> Image.Image:
    """Return the shapes as they are seen, nearest first."""
    view = _view()
    meshes = [(_triangles(shape.part) @ view.T, shape.colour) for shape in shapes]
    everything = np.concatenate([mesh.reshape(-1, 3) for mesh, _ in meshes])
    low, high = everything.min(axis=0) - MARGIN, everything.max(axis=0) + MARGIN
    width, height = (np.ceil((high - low)[:2] * SCALE)).astype(int)
    pixels = np.full((height, width, 3), 255, dtype=np.uint8)
    depths = np.full((height, width), -np.inf)
    for mesh, colour in meshes:
        for triangle in mesh:
            _paint(pixels, depths, _placed(triangle, low, high), _shade(triangle, colour))
    image = Image.fromarray(pixels)
    return image.resize((width // SMOOTH, height // SMOOTH), Image.Resampling.LANCZOS)


def _view() -> Points:
    """Return the rotation to what the eye sees: x right, y up, z towards it."""
    cos, sin = np.cos(TURN), np.sin(TURN)
    turned = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    cos, sin = np.cos(TILT), np.sin(TILT)
    return np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]]) @ turned


def _triangles(part: Part) -> Points:
    """Return a solid's surface: triangles of three points."""
    vertices, corners = part.tessellate(0.1)
    points = np.array([(vertex.X, vertex.Y, vertex.Z) for vertex in vertices])
    return points[np.array(corners)]


def _placed(triangle: Points, low: Points, high: Points) -> Points:
    """Return a triangle in pixels, y downwards."""
    return np.column_stack(
        [
            (triangle[:, 0] - low[0]) * SCALE,
            (high[1] - triangle[:, 1]) * SCALE,
            triangle[:, 2],
        ]
    )


def _shade(triangle: Points, colour: tuple[int, int, int]) -> Points:
    """Return a colour as the light falls on a face."""
    normal = np.cross(triangle[1] - triangle[0], triangle[2] - triangle[0])
    normal /= np.linalg.norm(normal) or 1.0
    light = LIGHT / np.linalg.norm(LIGHT)
    return np.array(colour) * (0.5 + 0.5 * abs(float(normal @ light)))


def _paint(pixels: Points, depths: Points, triangle: Points, colour: Points) -> None:
    """Paint a triangle where it is nearer than what is there."""
    (left, top), (right, bottom) = (
        np.maximum(triangle[:, :2].min(axis=0).astype(int), 0),
        triangle[:, :2].max(axis=0).astype(int) + 1,
    )
    x, y = np.meshgrid(np.arange(left, right + 1) + 0.5, np.arange(top, bottom + 1) + 0.5)
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = triangle
    area = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy)
    if not area:
        return
    first = ((by - cy) * (x - cx) + (cx - bx) * (y - cy)) / area
    second = ((cy - ay) * (x - cx) + (ax - cx) * (y - cy)) / area
    third = 1 - first - second
    window = (slice(top, bottom + 1), slice(left, right + 1))
    depth = first * az + second * bz + third * cz
    edge = -1e-9
    seen = (first >= edge) & (second >= edge) & (third >= edge) & (depth > depths[window])
    pixels[window][seen] = colour
    depths[window][seen] = depth[seen]
