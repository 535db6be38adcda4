"""Waveshare panels on the SPI pins of a Raspberry Pi."""

import importlib
import sys
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from PIL import Image

from .canvas import Ink
from .errors import PanelError, Reason
from .panels import Panel
from .pins import Pins
from .planes import plane, turned

REQUIREMENTS: Final = ("waveshare-epaper==1.4.0", "python-periphery==2.4.3")
_PACKAGE: Final = "epaper.e-Paper.RaspberryPi_JetsonNano.python.lib.waveshare_epd"
# Three colours take 15 s, and some panels half a minute when it is cold.
SHOW_SECONDS: Final = 60.0
# A refresh that takes less has not happened: nothing is connected, or another panel is.
LEAST_SECONDS: Final = {True: 1.0, False: 0.3}
# There is one bus.
_BUS: Final = Lock()


class Waveshare:
    """Wakes the panel, refreshes it, and sends it to sleep, whatever happens between."""

    def __init__(
        self, panel: Panel, rotation: int = 0, pins: Callable[[float], Pins] = Pins
    ) -> None:
        self._panel = panel
        self._rotation = rotation
        self._new_pins = pins
        self._pins: Pins | None = None

    def show(self, image: Image.Image) -> None:
        """Show a picture; takes half a minute."""
        native = turned(image, self._rotation)
        if native.size != (self._panel.width, self._panel.height):
            # The drivers would only warn of it and show black.
            raise PanelError(Reason.UNEXPECTED, f"a picture of {image.width} x {image.height}")
        with _BUS:
            self._pins = pins = self._new_pins(SHOW_SECONDS)
            try:
                self._refresh(pins, native)
            finally:
                self._pins = None
                pins.close()

    def let_go(self) -> None:
        """End a refresh."""
        if pins := self._pins:
            pins.let_go()

    def _refresh(self, pins: Pins, image: Image.Image) -> None:
        """Run the panel's own driver from power on to power off."""
        driver = _driver(str(self._panel.driver), pins)
        pins.module_init()
        epd = driver.EPD()
        try:
            try:
                self._display(epd, pins, image)
            finally:
                pins.fall_asleep()
                epd.sleep()
        except OSError as err:
            raise PanelError(Reason.NO_SPI, str(err)) from err
        finally:
            pins.module_exit()

    def _display(self, epd: Any, pins: Pins, image: Image.Image) -> None:
        """Send a picture, and see that showing it takes the time that ink needs."""
        epd.init()
        inks = (Ink.BLACK, Ink.RED) if self._panel.red else (Ink.BLACK,)
        planes = [epd.getbuffer(plane(image, ink)) for ink in inks]
        started = pins.now()
        epd.display(*planes)
        if pins.now() - started < LEAST_SECONDS[self._panel.red]:
            raise PanelError(Reason.ABSENT)


def _driver(name: str, pins: Pins) -> Any:
    """Return a driver's module with our pins in place of its own, which would open others."""
    place = f"{_PACKAGE}.epdconfig"
    sys.modules[place] = pins  # type: ignore[assignment]
    try:
        module = importlib.import_module(f"{_PACKAGE}.{name}")
    except ImportError as err:
        raise PanelError(Reason.NO_LIBRARY, str(err)) from err
    finally:
        del sys.modules[place]
    module.epdconfig = pins  # type: ignore[attr-defined]
    return module
