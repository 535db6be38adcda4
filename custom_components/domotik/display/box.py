"""Rectangles to draw in."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Return the first column to the right of it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Return the first row below it."""
        return self.y + self.height

    def inset(self, left: int, top: int, right: int, bottom: int) -> Self:
        """Return a smaller box inside, never less than empty."""
        width, height = self.width - left - right, self.height - top - bottom
        return type(self)(self.x + left, self.y + top, max(width, 0), max(height, 0))

    def top_part(self, height: int) -> Self:
        """Return the upper rows."""
        return type(self)(self.x, self.y, self.width, min(height, self.height))

    def bottom_part(self, height: int) -> Self:
        """Return the lower rows."""
        height = min(height, self.height)
        return type(self)(self.x, self.bottom - height, self.width, height)

    def left_part(self, width: int) -> Self:
        """Return the columns on the left."""
        return type(self)(self.x, self.y, min(width, self.width), self.height)

    def right_part(self, width: int) -> Self:
        """Return the columns on the right."""
        width = min(width, self.width)
        return type(self)(self.right - width, self.y, width, self.height)

    def grid(self, columns: int, rows: int) -> list[Self]:
        """Return the cells of a grid that fills it, row by row."""
        xs = [self.x + self.width * column // columns for column in range(columns + 1)]
        ys = [self.y + self.height * row // rows for row in range(rows + 1)]
        return [
            type(self)(xs[column], ys[row], xs[column + 1] - xs[column], ys[row + 1] - ys[row])
            for row in range(rows)
            for column in range(columns)
        ]
