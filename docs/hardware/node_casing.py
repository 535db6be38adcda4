"""The node's casing: sensors hang at the bottom, behind a gap of air, out of the board's heat."""

from dataclasses import dataclass
from typing import Final

from build123d import Part
from solids import ROOM, SLIDE, WALL, Casing, Size, Thing, block, hole, keyhole, slots

# Modules as they are sold most: GY-BME280, GY-302.
BME280: Final = (15.5, 12.0, 5.0)
BH1750: Final = (18.5, 14.0, 5.0)
SENSORS_HEIGHT: Final = 20.0
AIR: Final = 4.0
LIP: Final = 3.0
RIDGE: Final = 0.4
CABLE: Final = (8.0, 5.0)
USB: Final = (14.0, 8.0)
WINDOW: Final = 5.0
# How far from each side a screw is.
SCREW: Final = 15.0


@dataclass(frozen=True, slots=True)
class NodeCasing:
    """A casing for a board (a LOLIN32 Lite with pins) and a battery (an 18650 in its holder)."""

    board: Size = (50.0, 25.5, 13.0)
    battery: Size = (77.5, 21.0, 20.0)

    @property
    def inner(self) -> Size:
        """Return the room inside."""
        width = max(self.board[0], self.battery[0], BME280[0] + BH1750[0] + 3 * ROOM) + 2 * ROOM
        return width, self.battery_y + self.battery[1] + ROOM, self.depth

    @property
    def depth(self) -> float:
        """Return how deep it is inside."""
        return max(self.board[2], self.battery[2], BME280[2]) + 2 * ROOM + LIP

    @property
    def board_y(self) -> float:
        """Return where the board begins: above the sensors, two walls and the air between."""
        return SENSORS_HEIGHT + 2 * WALL + AIR + ROOM

    @property
    def battery_y(self) -> float:
        """Return where the battery begins."""
        return self.board_y + self.board[1] + 2 * ROOM

    def casing(self) -> Casing:
        """Return the whole."""
        return Casing(
            "node",
            self.body(),
            self.lid(),
            self.things(),
            self.vents(),
            (("board", "BME280", 8.0), ("battery", "BME280", 30.0)),
        )

    def things(self) -> tuple[Thing, ...]:
        """Return what goes in."""
        width = self.inner[0]
        low = (SENSORS_HEIGHT - BH1750[1]) / 2
        return (
            Thing("BME280", BME280, (2 * ROOM, (SENSORS_HEIGHT - BME280[1]) / 2, ROOM)),
            Thing("BH1750", BH1750, (width - BH1750[0] - 2 * ROOM, low, ROOM)),
            Thing("board", self.board, (ROOM, self.board_y, ROOM)),
            Thing("battery", self.battery, (ROOM, self.battery_y, ROOM)),
        )

    def body(self) -> Part:
        """Return the back with its four walls, and the two walls across."""
        width, height, depth = self.inner
        outer = block((-WALL, -WALL, -WALL), (width + 2 * WALL, height + 2 * WALL, depth + WALL))
        body = outer - block((0, 0, 0), (width, height, depth + 1))
        for y in self.across():
            body += block((0, y, 0), (width, WALL, depth - LIP - SLIDE))
        return body - [*self.open_walls(), *self.openings(), self.ridge(SLIDE)]

    def across(self) -> tuple[float, float]:
        """Return where the two walls begin that hold the air between them."""
        return SENSORS_HEIGHT, SENSORS_HEIGHT + WALL + AIR

    def open_walls(self) -> list[Part]:
        """Return the slots: below and beside the sensors, at the gap's ends, above the board."""
        width, height, depth = self.inner
        low, high = 2.0, depth - LIP - 2
        cut = slots((4, -WALL - 1, low), (width - 8, WALL + 2, high - low), 0)
        for x in (-WALL - 1, width - 1):
            cut += slots((x, 2, low), (WALL + 2, SENSORS_HEIGHT - 4, high - low), 1)
            cut.append(block((x, SENSORS_HEIGHT + WALL, low), (WALL + 2, AIR, high - low)))
        cut += slots((4, height - 1, low), (width - 8, WALL + 2, high - low), 0)
        return cut

    def openings(self) -> list[Part]:
        """Return the holes for the sensors' cable, the plug and two screws."""
        width, height, _ = self.inner
        cable_y = SENSORS_HEIGHT - 1
        # One at each end, so that no air goes straight through.
        passages = [
            block((x, y, 0), (CABLE[0], WALL + 2, CABLE[1]))
            for x, y in ((2, cable_y), (width - 2 - CABLE[0], cable_y + WALL + AIR))
        ]
        plug_y = self.board_y + (self.board[1] - USB[0]) / 2
        plug = block((-WALL - 1, plug_y, ROOM), (WALL + 2, USB[0], USB[1]))
        screws = [*keyhole(SCREW, height - 14), *keyhole(width - SCREW, height - 14)]
        return [*passages, plug, *screws]

    def ridge(self, more: float = 0.0) -> Part:
        """Return the ridge that holds the lid, or with some room its groove."""
        width, height, depth = self.inner
        size = RIDGE + SLIDE + more
        z = depth - LIP / 2 - 0.5
        long = width / 2
        side = (long, size, 1.0 + 2 * more)
        return block((width / 4, -size + SLIDE, z - more), side) + block(
            (width / 4, height - SLIDE, z - more), side
        )

    def lid(self) -> Part:
        """Return the front with its lip, and a window for light."""
        width, height, depth = self.inner
        plate = block((-WALL, -WALL, depth), (width + 2 * WALL, height + 2 * WALL, WALL))
        outer = block((SLIDE, SLIDE, depth - LIP), (width - 2 * SLIDE, height - 2 * SLIDE, LIP))
        edge = SLIDE + WALL - ROOM
        inside = block(
            (edge, edge, depth - LIP - 1), (width - 2 * edge, height - 2 * edge, LIP + 1)
        )
        lid = plate + (outer - inside) + self.ridge()
        light = self.things()[1]
        x, y = light.corner[0] + light.size[0] / 2, light.corner[1] + light.size[1] / 2
        lid -= hole(x, y, WINDOW, (depth - 1, depth + WALL + 1))
        reach = light.corner[0] - 4
        return lid - slots((4, 3, depth - 1), (reach - 4, SENSORS_HEIGHT - 6, WALL + 2), 0)

    def vents(self) -> tuple[tuple[str, Part, float], ...]:
        """Return the walls that have to be open, and how far."""
        width, height, depth = self.inner
        return (
            ("below the sensors", block((0, -WALL, 0), (width, WALL, depth)), 0.25),
            ("left of the sensors", block((-WALL, 0, 0), (WALL, SENSORS_HEIGHT, depth)), 0.2),
            ("right of the sensors", block((width, 0, 0), (WALL, SENSORS_HEIGHT, depth)), 0.2),
            ("above the board", block((0, height, 0), (width, WALL, depth)), 0.25),
        )
