"""Wiring diagrams, from the presets of the flash command."""

from dataclasses import dataclass
from typing import Final

from drawings.parts import CELL, GROUND, POWER, Part, part
from drawings.svg import FAINT, Drawing
from flashing.wirings import WIRINGS, Wiring

ROW: Final = 22
HEAD: Final = 48
# With HEAD it makes whole rows, so that a part's wires run between those of the board.
GAP: Final = 18
MARGIN: Final = 24
TOP: Final = MARGIN + 56
BOARD_X: Final = 24
BOARD_WIDTH: Final = 150
LANE: Final = 18
PART_WIDTH: Final = 330
COLOURS: Final = {POWER: "#c62828", GROUND: "#222222", CELL: "#ef6c00"}
WIRES: Final = ("#1565c0", "#2e7d32", "#6a1b9a", "#00838f", "#ad1457", "#9e9d24", "#5d4037")
BOARD: Final = "#e3f2fd"
CHIP: Final = "#f1f8e9"
# What the presets leave out, on pins that go together with each of them on an ESP32.
MORE: Final = Wiring(
    "a soil probe on 34 fed by 27, a DHT22 on 4, a button on 14 and a contact on 13",
    (
        {"chip": "soil", "pin": 34, "power": 27},
        {"chip": "dht22", "pin": 4},
        {"chip": "button", "pin": 14},
        {"chip": "contact", "pin": 13},
    ),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A part, and where its box begins."""

    part: Part
    y: int

    @property
    def height(self) -> int:
        """Return how high its box is."""
        return HEAD + ROW * len(self.part.pins)

    def pin_y(self, index: int) -> int:
        """Return where a pin's wire leaves."""
        return self.y + HEAD + ROW * index + ROW // 2 - 4


def drawings() -> dict[str, str]:
    """Return the name and the source of every diagram."""
    wired = {name: wiring for name, wiring in WIRINGS.items() if wiring.sensors}
    return {f"wiring-{name}.svg": draw(name, it) for name, it in (wired | {"more": MORE}).items()}


def draw(name: str, wiring: Wiring) -> str:
    """Return the diagram of one wiring."""
    placed = _placed(tuple(part(sensor) for sensor in wiring.sensors))
    nets = _nets(placed)
    lanes = {net: BOARD_X + BOARD_WIDTH + 40 + LANE * index for index, net in enumerate(nets)}
    part_x = max(lanes.values()) + 40
    bottom = max(placed[-1].y + placed[-1].height, TOP + HEAD + ROW * len(nets))
    sheet = Drawing(part_x + PART_WIDTH + MARGIN, bottom + MARGIN, f"Wiring: {name}")
    sheet.text(MARGIN, MARGIN + 12, f'Wiring "{name}"', size=17, bold=True)
    sheet.text(MARGIN, MARGIN + 32, wiring.title, colour=FAINT)
    pins = _draw_board(sheet, nets)
    for net in nets:
        _draw_net(sheet, net, pins[net], lanes[net], part_x, placed, _colour(net, nets))
    for each in placed:
        _draw_part(sheet, each, part_x)
    return sheet.source()


def _placed(parts: tuple[Part, ...]) -> list[Placed]:
    """Stack the parts below each other."""
    placed: list[Placed] = []
    y = TOP + ROW // 2
    for each in parts:
        placed.append(Placed(each, y))
        y += placed[-1].height + GAP
    return placed


def _nets(placed: list[Placed]) -> list[str]:
    """Return what the parts are joined to: power and ground first, then pins by their numbers."""
    used = {net for each in placed for _, net in each.part.pins}
    first = [net for net in (POWER, GROUND, CELL) if net in used]
    return first + sorted(used - set(first), key=lambda net: int(net.split()[1]))


def _colour(net: str, nets: list[str]) -> str:
    pins = [each for each in nets if each not in COLOURS]
    return COLOURS.get(net) or WIRES[pins.index(net) % len(WIRES)]


def _draw_board(sheet: Drawing, nets: list[str]) -> dict[str, int]:
    """Draw the board; return where each of its pins is."""
    sheet.box(BOARD_X, TOP, BOARD_WIDTH, HEAD + ROW * len(nets), fill=BOARD)
    sheet.text(BOARD_X + 12, TOP + 22, "ESP32 board", bold=True)
    pins = {net: TOP + HEAD + ROW * index + ROW // 2 - 4 for index, net in enumerate(nets)}
    for net, pin_y in pins.items():
        sheet.text(BOARD_X + BOARD_WIDTH - 10, pin_y + 4, net, anchor="end")
    return pins


def _draw_net(  # noqa: PLR0913, PLR0917 - a wire goes from somewhere to somewhere
    sheet: Drawing,
    net: str,
    board_y: int,
    lane: int,
    part_x: int,
    placed: list[Placed],
    colour: str,
) -> None:
    """Draw all wires of a net: from the board to its lane, and from there to each part."""
    ends = [
        each.pin_y(index)
        for each in placed
        for index, (_, joined) in enumerate(each.part.pins)
        if joined == net
    ]
    sheet.line([(BOARD_X + BOARD_WIDTH, board_y), (lane, board_y)], colour)
    sheet.line([(lane, min([board_y, *ends])), (lane, max([board_y, *ends]))], colour)
    for y in ends:
        sheet.line([(lane, y), (part_x, y)], colour)
    for y in {board_y, *ends} - {min([board_y, *ends]), max([board_y, *ends])}:
        sheet.dot(lane, y, colour)


def _draw_part(sheet: Drawing, placed: Placed, x: int) -> None:
    """Draw a part with its pins."""
    sheet.box(x, placed.y, PART_WIDTH, placed.height, fill=CHIP)
    sheet.text(x + 12, placed.y + 20, placed.part.name, bold=True)
    sheet.text(x + 12, placed.y + 36, placed.part.remark, size=11.5, colour=FAINT)
    for index, (pin, net) in enumerate(placed.part.pins):
        y = placed.pin_y(index) + 4
        sheet.text(x + 10, y, pin)
        sheet.text(x + PART_WIDTH - 12, y, net, colour=FAINT, anchor="end", size=11.5)
