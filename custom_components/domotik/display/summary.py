"""What a panel shows, before it is drawn."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from .words import ENGLISH, Words


class Kind(StrEnum):
    """What an amount measures, by Home Assistant's name for it."""

    TEMPERATURE = "temperature"
    HUMIDITY = "humidity"
    PRESSURE = "atmospheric_pressure"
    CO2 = "carbon_dioxide"
    PM25 = "pm25"
    PM10 = "pm10"
    VOC = "volatile_organic_compounds"
    VOC_PARTS = "volatile_organic_compounds_parts"
    ILLUMINANCE = "illuminance"
    OTHER = "other"


class Sign(StrEnum):
    """What a notice is about."""

    WARNING = "warning"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Amount:
    """A measured value as it is written; `alarm` when it is out of range."""

    kind: Kind
    value: float
    unit: str = ""
    digits: int = 0
    alarm: bool = False

    def with_value(self, value: float, alarm: bool = False) -> Self:
        """Return the same kind of amount with another value."""
        return replace(self, value=value, alarm=alarm)


@dataclass(frozen=True, slots=True)
class Room:
    """A room; one that is `silent` has no amounts, but the time since it was heard."""

    name: str
    large: Amount | None = None
    small: tuple[Amount, ...] = ()
    battery_low: bool = False
    silent: timedelta | None = None

    @property
    def alarm(self) -> bool:
        """Tell whether somebody should look at the room."""
        amounts = (self.large, *self.small)
        out_of_range = any(amount is not None and amount.alarm for amount in amounts)
        return out_of_range or self.battery_low or self.silent is not None


@dataclass(frozen=True, slots=True)
class Trend:
    """The last 24 hours of something: (hours ago, value), oldest first, and its extremes."""

    name: str
    points: tuple[tuple[float, float], ...] = ()
    lowest: Amount | None = None
    highest: Amount | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that belongs to no number."""

    sign: Sign
    text: str
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """All that a panel shows; `now` is local time, `turn` counts the pages that were shown."""

    now: datetime
    rooms: tuple[Room, ...] = ()
    trend: Trend | None = None
    air: tuple[Amount, ...] = ()
    notices: tuple[Notice, ...] = ()
    words: Words = ENGLISH
    turn: int = 0

    @property
    def alarms(self) -> frozenset[str]:
        """Return what somebody should look at, as keys to tell a further alarm by."""
        rooms = {room.name for room in self.rooms if room.alarm}
        notices = {notice.text for notice in self.notices if notice.alarm}
        air = {str(amount.kind) for amount in self.air if amount.alarm}
        return frozenset(rooms | notices | air)
