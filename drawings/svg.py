"""What the drawings need of SVG."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Final

FONT: Final = "Helvetica, Arial, sans-serif"
INK: Final = "#222222"
FAINT: Final = "#666666"
PAPER: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sheet that is drawn upon."""

    width: int
    height: int
    title: str
    _root: ET.Element = field(init=False)

    def __post_init__(self) -> None:
        """Lay out white paper, which a dark page needs too."""
        root = ET.Element(
            "svg",
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {self.width} {self.height}",
            width=str(self.width),
            height=str(self.height),
        )
        root.set("font-family", FONT)
        ET.SubElement(root, "title").text = self.title
        object.__setattr__(self, "_root", root)
        self.box(0, 0, self.width, self.height, stroke="none", radius=8)

    def box(  # noqa: PLR0913 - a box has so many properties
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = PAPER,
        stroke: str = INK,
        radius: float = 6,
        dashed: bool = False,
    ) -> None:
        """Draw a rectangle."""
        place = {"x": x, "y": y, "width": width, "height": height, "rx": radius}
        self._add("rect", place, fill=fill, stroke=stroke, dashed=dashed)

    def line(self, points: list[tuple[float, float]], colour: str = INK, **look: str) -> None:
        """Draw a line through points."""
        text = " ".join(f"{x:g},{y:g}" for x, y in points)
        width = look.pop("width", "2")
        shape = self._add("polyline", {}, fill="none", stroke=colour)
        shape.set("points", text)
        shape.set("stroke-width", width)
        shape.set("stroke-linejoin", "round")
        for name, value in look.items():
            shape.set(name.replace("_", "-"), value)

    def dot(self, x: float, y: float, colour: str = INK, radius: float = 3.5) -> None:
        """Draw a filled circle."""
        self._add("circle", {"cx": x, "cy": y, "r": radius}, fill=colour, stroke="none")

    def text(  # noqa: PLR0913 - and so has a text
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 13,
        colour: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Write a line of text; y is its base line."""
        element = self._add("text", {"x": x, "y": y, "font-size": size}, fill=colour)
        element.set("text-anchor", anchor)
        if bold:
            element.set("font-weight", "bold")
        element.text = words

    def source(self) -> str:
        """Return the file's text."""
        ET.indent(self._root, " ")
        return ET.tostring(self._root, encoding="unicode") + "\n"

    def _add(
        self,
        kind: str,
        numbers: dict[str, float],
        *,
        fill: str,
        stroke: str | None = None,
        dashed: bool = False,
    ) -> ET.Element:
        attributes = {name: f"{value:g}" for name, value in numbers.items()} | {"fill": fill}
        if stroke:
            attributes["stroke"] = stroke
        if dashed:
            attributes["stroke-dasharray"] = "5 4"
        return ET.SubElement(self._root, kind, attributes)
