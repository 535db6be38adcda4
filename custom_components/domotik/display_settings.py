"""What a user chose for a display."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self

from homeassistant.util import dt as dt_util

from .display.backend import Backend, Nowhere
from .display.pace import Pace, Quiet
from .display.panels import PANELS, Panel
from .display.summary import Kind
from .display.to_file import File
from .display.waveshare import Waveshare

CONF_BACKEND: Final = "backend"
CONF_INTERVAL: Final = "interval"
CONF_LARGE: Final = "large"
CONF_LIMITS: Final = "limits"
CONF_PATH: Final = "path"
CONF_QUIET_END: Final = "quiet_end"
CONF_QUIET_START: Final = "quiet_start"
CONF_ROOMS: Final = "rooms"
CONF_ROTATION: Final = "rotation"
CONF_SHOW_TREND: Final = "show_trend"
CONF_TREND: Final = "trend"

DEFAULT_MODEL: Final = "2in13b_v4"
DEFAULT_INTERVAL: Final = 15
# What can be the large number of each room.
LARGE: Final = (
    Kind.TEMPERATURE,
    Kind.HUMIDITY,
    Kind.CO2,
    Kind.PM25,
    Kind.PRESSURE,
    Kind.ILLUMINANCE,
)
# Where a limit of each side is kept; the air is called bad from 1000 ppm above outdoors on.
LIMITS: Final = {
    Kind.TEMPERATURE: ("temperature_low", "temperature_high"),
    Kind.HUMIDITY: ("humidity_low", "humidity_high"),
    Kind.CO2: ("co2_low", "co2_high"),
}
DEFAULT_LIMITS: Final = {"humidity_low": 25, "humidity_high": 70, "co2_high": 1400}


class Sink(StrEnum):
    """Where pictures go besides the image entity."""

    NONE = "none"
    FILE = "file"
    WAVESHARE = "waveshare"


@dataclass(frozen=True, slots=True)
class Settings:
    """A display's settings, ready for use."""

    sink: Sink
    panel: Panel
    rotation: int
    path: str
    rooms: tuple[str, ...]
    large: Kind
    show_trend: bool
    trend: str | None
    pace: Pace
    limits: Mapping[str, float]

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Read what a subentry holds."""
        return cls(
            sink=Sink(stored[CONF_BACKEND]),
            panel=PANELS[stored["model"]],
            rotation=int(stored[CONF_ROTATION]),
            path=stored.get(CONF_PATH, ""),
            rooms=tuple(stored.get(CONF_ROOMS, ())),
            large=Kind(stored.get(CONF_LARGE, Kind.TEMPERATURE)),
            show_trend=stored.get(CONF_SHOW_TREND, True),
            trend=stored.get(CONF_TREND),
            pace=Pace(
                timedelta(minutes=stored.get(CONF_INTERVAL, DEFAULT_INTERVAL)),
                _quiet(stored.get(CONF_QUIET_START), stored.get(CONF_QUIET_END)),
            ),
            limits=stored.get(CONF_LIMITS, DEFAULT_LIMITS),
        )

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height of the picture."""
        return self.panel.size(self.rotation)

    def backend(self) -> Backend:
        """Return what shows the pictures."""
        if self.sink is Sink.FILE:
            return File(Path(self.path))
        if self.sink is Sink.WAVESHARE:
            return Waveshare(self.panel, self.rotation)
        return Nowhere()

    def alarm(self, kind: Kind, value: float) -> bool:
        """Tell whether a value is out of the range that the user wants."""
        low, high = (self.limits.get(name) for name in LIMITS.get(kind, ("", "")))
        return (low is not None and value < low) or (high is not None and value > high)


def _quiet(start: str | None, end: str | None) -> Quiet | None:
    """Return the quiet hours, if there are any."""
    first, last = _time(start), _time(end)
    if first is None or last is None or first == last:
        return None
    return Quiet(first, last, dt_util.get_default_time_zone())


def _time(text: str | None) -> time | None:
    """Return a time of day."""
    return dt_util.parse_time(text) if text else None
