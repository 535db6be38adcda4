"""Getting a board to its REPL, whatever it does now."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flashing.board import Board
from flashing.bootloader import Bootloader
from flashing.chips import VERSION
from flashing.errors import FlashError
from flashing.images import image_for
from flashing.line import Line
from flashing.options import Options
from flashing.talk import Asker, say

HINT = (
    "The board does not answer yet: press its reset button (EN or RST) now; a node that sleeps "
    "listens for 2 s then."
)
HOLD = "Hold its BOOT button, press reset, let BOOT go, and run the same command again."
HOLDS_SETTINGS = (
    "This board holds Domotik's settings, but its program does not answer. Press its reset button "
    "and run the same command again; --wipe erases it, and makes a new key."
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each step may take, in s."""

    knock: float = 2
    restart: float = 6
    press: float = 60
    proof: float = 25


@contextmanager
def reached(
    port: str, options: Options, asker: Asker, patience: Patience
) -> Iterator[tuple[Line, Board]]:
    """Open a board at its REPL; MicroPython is written first where it is wanted or missing."""
    if not options.wipe:
        with Line(port) as line:
            if _answers(line, patience):
                yield line, Board(line)
                return
    written = _loaded(port, options, asker)
    with Line(port) as line:
        if not (written and line.knock(patience.restart)):
            _await_press(line, patience)
        yield line, Board(line)


def _answers(line: Line, patience: Patience) -> bool:
    """Tell whether a REPL answers, if need be after a reset."""
    if line.knock(patience.knock):
        return True
    line.reset()
    return line.knock(patience.restart)


def _loaded(port: str, options: Options, asker: Asker) -> bool:
    """Write MicroPython if the ROM loader answers; False when it doesn't and need not."""
    loader = Bootloader(port)
    found = loader.identify()
    if found is None:
        if options.wipe:
            raise FlashError(f"The chip's loader does not answer on {port}. {HOLD}")
        return False
    say(f"Found an {found.chip.name}, MAC {found.mac}")
    if not options.wipe:
        if loader.holds_settings():
            raise FlashError(HOLDS_SETTINGS)
        asker.agree(
            f"There is no MicroPython on it. Erase all of its flash and write {VERSION}?",
            "--wipe",
        )
    image = image_for(found.chip, options.image, options.sha256)
    say(f"Erasing it and writing {image.name} …")
    loader.write(found.chip, image)
    return True


def _await_press(line: Line, patience: Patience) -> None:
    """Wait for the user to press reset."""
    say(HINT)
    if not line.knock(patience.press):
        raise FlashError(f"The board on {line.port} did not answer. {HOLD}")
