"""The program that mirrors a display onto a panel of another computer."""

import importlib.util
import io
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from PIL import Image

from custom_components.domotik.display.canvas import Ink
from custom_components.domotik.display.layout import draw
from custom_components.domotik.display.planes import plane
from tests.display.fake_pins import CHIP, Board, Periphery
from tests.display.summaries import SUMMARIES
from tests.display.test_waveshare import MODELS, decoded

PROGRAM = Path(__file__).parents[2] / "examples/panel/show.py"
TOKEN = "secret"
PICTURE = draw(SUMMARIES["silent"], (250, 122), red=True).image


class HomeAssistant(BaseHTTPRequestHandler):
    """Answers with a picture whoever has the token."""

    def do_GET(self) -> None:
        known = self.headers["Authorization"] == f"Bearer {TOKEN}"
        right = known and self.path == "/api/image_proxy/image.hall"
        buffer = io.BytesIO()
        PICTURE.save(buffer, "PNG", optimize=True)
        self.send_response(200 if right else 401)
        self.end_headers()
        self.wfile.write(buffer.getvalue())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def url(socket_enabled: None) -> Iterator[str]:
    """Return the address of something that answers as Home Assistant does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), HomeAssistant)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def program() -> Iterator[ModuleType]:
    """Return the program, loaded as Python does."""
    spec: Any = importlib.util.spec_from_file_location("show", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    for name in [name for name in sys.modules if name.startswith("domotik_display")]:
        del sys.modules[name]


async def looked(
    program: ModuleType, url: str, board: Board, *more: str, token: str = TOKEN
) -> list[Any]:
    """Return what comes of two looks on recorded pins, without the pause between them."""
    arguments = ["--url", url, "--entity", "image.hall", "--token-file", "x", *more]
    options = program.options_of([*arguments, "--model", "2in13b_v4"])
    pins = sys.modules["domotik_display.pins"].Pins
    made = program.Mirror(options, token)
    made._backend._new_pins = partial(pins, clock=board.clock, pause=board.pause)
    exists = Path.exists
    with (
        patch.object(Path, "exists", lambda path: str(path) == CHIP or exists(path)),
        patch.dict(sys.modules, periphery=Periphery(board)),
    ):
        outcomes = [await made.worker.ask()]
        made.worker.memory.tried = None
        outcomes.append(await made.worker.ask())
    await made.worker.stop(0, bool)
    return outcomes


async def test_picture_reaches_the_panel_pixel_by_pixel(program: ModuleType, url: str) -> None:
    model = MODELS["2in13b_v4"]
    board = Board(model.idle, model.refresh)
    first, _ = await looked(program, url, board)
    assert first.result == "shown"
    for command, ink in ((model.black, Ink.BLACK), (int(model.red or 0), Ink.RED)):
        sent = decoded(board.plane(command), model, 0)
        assert sent.tobytes() == plane(PICTURE, ink).tobytes()


async def test_same_picture_is_left_alone(program: ModuleType, url: str) -> None:
    model = MODELS["2in13b_v4"]
    board = Board(model.idle, model.refresh)
    _, second = await looked(program, url, board)
    assert second.result == "skipped"
    assert board.commands().count(model.refresh) == 1


async def test_wrong_token_is_told(
    program: ModuleType, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = await looked(program, url, Board(0, 0x20), token="wrong")
    assert first.result == "failed"
    assert "401: check the token" in capsys.readouterr().err


async def test_other_size_is_told(program: ModuleType, url: str) -> None:
    first, _ = await looked(program, url, Board(0, 0x20), "--rotation", "90")
    assert "choose the same model" in first.detail


def test_program_asks_for_what_the_integration_does(program: ModuleType) -> None:
    requirements = sys.modules["domotik_display.waveshare"].REQUIREMENTS
    assert all(f'"{each}"' in PROGRAM.read_text() for each in requirements)


def test_picture_of_a_display_keeps_its_inks() -> None:
    buffer = io.BytesIO()
    PICTURE.save(buffer, "PNG", optimize=True)
    assert Image.open(buffer).tobytes() == PICTURE.tobytes()
