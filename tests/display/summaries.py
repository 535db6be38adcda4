"""Summaries that have to look right, by name; the documentation's pictures are some of them."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from custom_components.domotik.display.summary import (
    Amount,
    Kind,
    Notice,
    Room,
    Sign,
    Summary,
    Trend,
)
from custom_components.domotik.display.words import AMERICAN, FRENCH, GERMAN, SWEDISH

NOW = datetime(2026, 11, 21, 10, 42, tzinfo=UTC)
NAMES = (
    "Living room",
    "Bedroom",
    "Bath",
    "Kitchen",
    "Children\N{RIGHT SINGLE QUOTATION MARK}s room",
    "Hall",
    "Attic",
    "Cellar",
    "Garage",
    "Guest room with a long name",
    "Office",
    "Ångström",
)


def temperature(value: float, unit: str = "°C", *, alarm: bool = False) -> Amount:
    """Return a temperature."""
    return Amount(Kind.TEMPERATURE, value, unit, 1, alarm)


def humidity(value: float, *, alarm: bool = False) -> Amount:
    """Return a humidity."""
    return Amount(Kind.HUMIDITY, value, "%", 0, alarm)


def co2(value: float, *, alarm: bool = False) -> Amount:
    """Return what is in the air."""
    return Amount(Kind.CO2, value, "ppm", 0, alarm)


def room(name: str, value: float = 21.4, moist: float = 53) -> Room:
    """Return a room."""
    return Room(name, temperature(value), (humidity(moist),))


def rooms(count: int) -> tuple[Room, ...]:
    """Return different rooms."""
    return tuple(room(NAMES[i], 21.4 - 1.7 * i, 45 + 3 * i) for i in range(count))


def day(low: float = 18.3, high: float = 21.6) -> Trend:
    """Return a day that was coldest in the morning."""
    waves = [math.sin(i / 40) + 0.3 * math.sin(i / 13) for i in range(289)]
    span = (high - low) / (max(waves) - min(waves))
    values = [low + (wave - min(waves)) * span for wave in waves]
    points = tuple((24 - i / 12, value) for i, value in enumerate(values))
    return Trend("Living room", points, temperature(low), temperature(high))


BATH = Room("Bath", temperature(22.7), (humidity(78, alarm=True),), battery_low=True)
SILENT = Room("Bedroom", silent=timedelta(hours=3, minutes=5))
HOT = Room("Bath", temperature(32.7, alarm=True), (humidity(78),))
THREE = (room("Living room"), room("Bedroom", 18.9, 61), BATH)
TYPICAL = Summary(NOW, THREE, day(), (co2(845),))
LEAK = Notice(Sign.WARNING, "Water: Bath", alarm=True)
WINDOW = Notice(Sign.OPENING, "Kitchen")
PRESSURE = Amount(Kind.PRESSURE, 1013.2, "hPa", 0)
LIGHT = Amount(Kind.ILLUMINANCE, 320, "lx", 0)
GAPS = tuple(point for point in day().points if not 6 < point[0] < 11)


def fahrenheit() -> Summary:
    """Return a home in America."""
    warm, cold = temperature(71.4, "°F"), temperature(-8.9, "°F")
    sauna = Room("Sauna", temperature(178.3, "°F"), (humidity(8),))
    shown = (Room("Living room", warm, (humidity(53),)), Room("Porch", cold, (humidity(61),)))
    return replace(TYPICAL, rooms=(*shown, sauna), trend=day(66.1, 72.5), words=AMERICAN)


SUMMARIES = {
    "typical": TYPICAL,
    "no rooms": Summary(NOW),
    "no history": replace(TYPICAL, trend=Trend("Living room")),
    "no trend": replace(TYPICAL, trend=None),
    "gap": replace(TYPICAL, trend=replace(day(), points=GAPS)),
    "steady": replace(TYPICAL, trend=day(20.9, 21.1)),
    "silent": Summary(
        NOW, (room("Living room", -12.4), SILENT, HOT), day(), (co2(1450, alarm=True),), (LEAK,)
    ),
    "notices": replace(TYPICAL, notices=(WINDOW, LEAK, replace(WINDOW, text="Bedroom"))),
    "details": replace(
        TYPICAL, rooms=tuple(replace(each, small=(*each.small, PRESSURE)) for each in THREE)
    ),
    "one": replace(
        TYPICAL, rooms=(replace(room("Attic"), small=(humidity(45), PRESSURE, LIGHT)),), air=()
    ),
    "fahrenheit": fahrenheit(),
    "swedish": replace(TYPICAL, words=SWEDISH, rooms=(*rooms(2), SILENT)),
    "french": replace(TYPICAL, words=FRENCH, rooms=(*rooms(2), SILENT)),
    "german": replace(TYPICAL, words=GERMAN, rooms=(*rooms(2), SILENT)),
    "long names": replace(
        TYPICAL, rooms=tuple(room(f"{each} on the upper floor") for each in NAMES[:3])
    ),
    "12 rooms, alarm": Summary(NOW, (*rooms(11), SILENT), day(), turn=1),
    **{f"{count} rooms": Summary(NOW, rooms(count), day(), (co2(845),)) for count in range(2, 13)},
}
