"""A frame for the 2.13 inch panel on its driver board, with a Raspberry Pi Zero behind it."""

from dataclasses import dataclass
from typing import Final

from build123d import Part
from solids import ROOM, SLIDE, WALL, Casing, Thing, block, keyhole, slots

# Waveshare's figures: the raw panel, what it shows, and the driver board that carries it.
PANEL: Final = (59.2, 29.2, 1.0)
SHOWN: Final = (48.55, 23.71)
BOARD: Final = (65.0, 30.5)
# Driver board, plug and Raspberry Pi Zero, one on the other.
STACK: Final = 18.0
EDGE: Final = 0.5
FRONT: Final = 2.0
LIP: Final = 3.0
PLUG: Final = (24.0, 9.0)


@dataclass(frozen=True, slots=True)
class PanelFrame:
    """A frame; `shift` is how far the middle of what is shown lies right of the board's middle."""

    shift: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a window that the panel does not fill."""
        most = (PANEL[0] - SHOWN[0]) / 2
        if abs(self.shift) > most:
            raise ValueError(
                f"the panel ends {most:.1f} mm beside what it shows, not {self.shift:g}"
            )

    @property
    def inner(self) -> tuple[float, float, float]:
        """Return the room inside."""
        return BOARD[0] + 2 * ROOM, BOARD[1] + 2 * ROOM, STACK + PANEL[2] + ROOM + LIP

    def casing(self) -> Casing:
        """Return the whole: the frame lies on its front, the back is its lid."""
        width, height, depth = self.inner
        back = block((0, 0, depth), (width, height, WALL))
        vents = (("back", back, 0.1),)
        return Casing("frame", self.body(), self.lid(), self.things(), vents, face_down=True)

    def things(self) -> tuple[Thing, ...]:
        """Return what goes in."""
        x = (self.inner[0] - PANEL[0]) / 2
        y = (self.inner[1] - PANEL[1]) / 2
        return (
            Thing("panel", PANEL, (x, y, 0)),
            Thing("board and Raspberry Pi", (*BOARD, STACK), (ROOM, ROOM, PANEL[2])),
        )

    def window(self) -> Part:
        """Return the opening for what is shown."""
        width, height = SHOWN[0] + 2 * EDGE, SHOWN[1] + 2 * EDGE
        x = (self.inner[0] - width) / 2 - self.shift
        return block((x, (self.inner[1] - height) / 2, -FRONT - 1), (width, height, FRONT + 2))

    def body(self) -> Part:
        """Return the frame; seen from behind, so left is right."""
        width, height, depth = self.inner
        outer = block(
            (-WALL - 2, -WALL - 2, -FRONT),
            (width + 2 * WALL + 4, height + 2 * WALL + 4, depth + FRONT),
        )
        body = outer - block((0, 0, 0), (width, height, depth + 1)) - self.window()
        return body - block(
            ((width - PLUG[0]) / 2, -WALL - 3, depth - LIP - PLUG[1]),
            (PLUG[0], WALL + 4, PLUG[1] + LIP + 1),
        )

    def lid(self) -> Part:
        """Return the back, with its lip, slots and two keyholes."""
        width, height, depth = self.inner
        lid = block((-WALL, -WALL, depth), (width + 2 * WALL, height + 2 * WALL, WALL))
        thick = WALL - ROOM - SLIDE
        # Beside the plug's opening, above and below.
        for x in (PLUG[0] / 4, width - PLUG[0] / 4 - width / 4):
            for y in (SLIDE, height - SLIDE - thick):
                lid += block((x, y, depth - LIP), (width / 4, thick, LIP))
        cuts = slots((22, 4, depth - 1), (width - 44, height - 8, WALL + 2), 0)
        for x in (11, width - 11):
            cuts += [part.translate((0, 0, depth)) for part in keyhole(x, height / 2 - 4)]
        return lid - cuts
