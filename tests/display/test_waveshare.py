"""Waveshare's own drivers, run on recorded pins."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from PIL import Image

from custom_components.domotik.display import pins as pins_module
from custom_components.domotik.display.canvas import Ink
from custom_components.domotik.display.errors import PanelError, Reason
from custom_components.domotik.display.layout import draw
from custom_components.domotik.display.panels import PANELS
from custom_components.domotik.display.pins import Pins
from custom_components.domotik.display.planes import plane, turned
from custom_components.domotik.display.waveshare import Waveshare
from tests.display.fake_pins import CHIP, Board, Periphery
from tests.display.summaries import SUMMARIES


@dataclass(frozen=True, slots=True)
class Model:
    """What the data sheet says of a controller: commands, and what its bits mean."""

    idle: int
    black: int
    refresh: int
    sleep: int
    red: int | None = None
    red_ink: int = 0
    native: tuple[int, int] = (0, 0)


MODELS = {
    "2in13b_v4": Model(0, 0x24, 0x20, 0x10, 0x26, 0, (122, 250)),
    "2in13b_v3": Model(1, 0x10, 0x12, 0x07, 0x13, 0, (104, 212)),
    "2in13_v4": Model(0, 0x24, 0x20, 0x10, None, 0, (122, 250)),
    "2in9_v2": Model(0, 0x24, 0x20, 0x10, None, 0, (128, 296)),
    "2in9b_v4": Model(0, 0x24, 0x20, 0x10, 0x26, 1, (128, 296)),
    "2in9b_v3": Model(1, 0x10, 0x12, 0x07, 0x13, 0, (128, 296)),
    "4in2b_v2": Model(1, 0x10, 0x12, 0x07, 0x13, 1, (400, 300)),
    "7in5b_v2": Model(1, 0x10, 0x12, 0x07, 0x13, 1, (800, 480)),
}
every_model = pytest.mark.parametrize("key", MODELS)


def test_every_driver_is_tried() -> None:
    assert MODELS.keys() == {key for key, panel in PANELS.items() if panel.driver}


@pytest.fixture(autouse=True)
def _header(tmp_path: Path) -> Iterator[None]:
    """Let the board have the chip of its header."""
    exists = Path.exists
    with patch.object(Path, "exists", lambda path: str(path) == CHIP or exists(path)):
        yield


def board_of(key: str) -> Board:
    return Board(MODELS[key].idle, MODELS[key].refresh)


def show(key: str, board: Board, rotation: int = 0) -> Image.Image:
    """Show the typical summary on a board; return what was to be shown."""
    panel = PANELS[key]
    picture = draw(SUMMARIES["silent"], panel.size(rotation), red=panel.red).image
    new_pins = partial(Pins, clock=board.clock, pause=board.pause)
    with patch.dict(sys.modules, periphery=Periphery(board)):
        Waveshare(panel, rotation, new_pins).show(picture)
    return turned(picture, rotation)


def decoded(content: bytes, model: Model, ink_bit: int) -> Image.Image:
    """Return where a plane has ink, lying on its long side; 0 there, 255 elsewhere."""
    width, height = model.native
    native = Image.frombytes("1", (width, height), content)
    if ink_bit:
        native = native.point([255] + [0] * 255, "1")
    return native if width > height else native.rotate(-90, expand=True)


@every_model
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_black_plane_is_the_drawing(key: str, rotation: int) -> None:
    board = board_of(key)
    picture = show(key, board, rotation)
    sent = decoded(board.plane(MODELS[key].black), MODELS[key], 0)
    assert sent.tobytes() == plane(picture, Ink.BLACK).tobytes()


@pytest.mark.parametrize("key", [key for key, model in MODELS.items() if model.red])
def test_red_plane_is_the_drawing(key: str) -> None:
    board, model = board_of(key), MODELS[key]
    picture = show(key, board)
    sent = decoded(board.plane(int(model.red or 0)), model, model.red_ink)
    assert sent.tobytes() == plane(picture, Ink.RED).tobytes()


@every_model
def test_panel_is_refreshed_once_and_then_sleeps(key: str) -> None:
    board, model = board_of(key), MODELS[key]
    show(key, board)
    commands = board.commands()
    assert commands.count(model.refresh) == 1
    assert commands[-1] == model.sleep


@every_model
def test_power_is_taken_and_everything_closed(key: str) -> None:
    board = board_of(key)
    show(key, board)
    assert (board.levels[Pins.PWR_PIN], board.open) == (False, 0)


@every_model
def test_busy_that_never_falls_ends_with_an_error(key: str) -> None:
    board = board_of(key)
    board.busy_seconds = 1e9
    with pytest.raises(PanelError) as caught:
        show(key, board)
    assert caught.value.reason is Reason.STUCK


@every_model
def test_panel_that_hangs_is_sent_to_sleep(key: str) -> None:
    board = board_of(key)
    board.busy_seconds = 1e9
    with pytest.raises(PanelError):
        show(key, board)
    assert board.commands()[-1] == MODELS[key].sleep
    assert (board.levels[Pins.PWR_PIN], board.open) == (False, 0)


@every_model
def test_panel_that_hangs_is_let_go_in_time(key: str) -> None:
    board = board_of(key)
    board.busy_seconds = 1e9
    with pytest.raises(PanelError):
        show(key, board)
    assert board.time < 75


@every_model
def test_panel_that_is_ready_at_once_is_not_there(key: str) -> None:
    board = board_of(key)
    board.busy_seconds = 0
    with pytest.raises(PanelError) as caught:
        show(key, board)
    assert caught.value.reason is Reason.ABSENT


@every_model
@pytest.mark.parametrize("after", [0, 3, 12, 25])
def test_bus_that_breaks_in_the_middle_is_an_error(key: str, after: int) -> None:
    board = board_of(key)
    board.broken_after = after
    with pytest.raises(PanelError) as caught:
        show(key, board)
    assert caught.value.reason is Reason.NO_SPI
    assert (board.levels[Pins.PWR_PIN], board.open) == (False, 0)


def test_picture_of_another_size_wakes_no_panel() -> None:
    board, panel = board_of("2in13b_v4"), PANELS["2in13b_v4"]
    backend = Waveshare(panel, 90, partial(Pins, clock=board.clock, pause=board.pause))
    with pytest.raises(PanelError) as caught:
        backend.show(Image.new("P", panel.size(0)))
    assert (caught.value.reason, board.sent) == (Reason.UNEXPECTED, [])


def test_missing_spi_is_an_error() -> None:
    board = board_of("2in13b_v4")
    board.connected = False
    with pytest.raises(PanelError) as caught:
        show("2in13b_v4", board)
    assert (caught.value.reason, board.open) == (Reason.NO_SPI, 0)


def test_missing_header_is_an_error() -> None:
    with patch.object(pins_module, "CHIPS", ()), pytest.raises(PanelError) as caught:
        show("2in13b_v4", board_of("2in13b_v4"))
    assert caught.value.reason is Reason.NO_SPI


def test_missing_library_is_an_error() -> None:
    with patch.dict(sys.modules, epaper=None), pytest.raises(PanelError) as caught:
        show("2in13b_v4", board_of("2in13b_v4"))
    assert caught.value.reason is Reason.NO_LIBRARY


def test_refresh_that_nobody_waits_for_ends_with_the_panel_asleep() -> None:
    board, panel = board_of("2in13b_v4"), PANELS["2in13b_v4"]
    backend = Waveshare(panel, 0, partial(Pins, clock=board.clock, pause=board.pause))
    board.when_refreshed = backend.let_go
    with patch.dict(sys.modules, periphery=Periphery(board)), pytest.raises(PanelError) as caught:
        backend.show(draw(SUMMARIES["silent"], panel.size(0), red=True).image)
    assert caught.value.reason is Reason.LET_GO
    assert board.commands()[-1] == MODELS["2in13b_v4"].sleep


def test_other_modules_of_the_drivers_are_not_touched() -> None:
    show("2in13b_v4", board_of("2in13b_v4"))
    assert not {"gpiozero", "spidev", "RPi.GPIO"} & sys.modules.keys()
