"""The panel's few words, and how numbers and times are written, in each language."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

MINUS: Final = "\N{MINUS SIGN}"
DASH: Final = "\N{EN DASH}"
NOON: Final = 12


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    silent: str
    no_rooms: str
    waiting: str
    no_history: str
    hours_24: str
    test: str
    top: str
    water: str
    smoke: str
    gas: str
    no_broker: str
    minute: str = "min"
    hour: str = "h"
    day: str = "d"
    decimal: str = ","
    # Where %d is the day of the month.
    date: str = "{day} {date} {month}"
    twelve_hours: bool = False

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number as it is written, a dash when it is none."""
        if not math.isfinite(value):
            return DASH
        text = f"{value:z.{max(digits, 0)}f}"
        return text.replace("-", MINUS).replace(".", self.decimal)

    def clock(self, time: datetime) -> str:
        """Return the time of day."""
        if not self.twelve_hours:
            return f"{time:%H:%M}"
        return f"{time.hour % NOON or NOON}:{time:%M} {'AM' if time.hour < NOON else 'PM'}"

    def calendar(self, time: datetime) -> str:
        """Return the day, short."""
        day, month = self.days[time.weekday()], self.months[time.month - 1]
        return self.date.format(day=day, date=time.day, month=month)

    def month_day(self, time: datetime) -> str:
        """Return the day without its name."""
        return self.calendar(time).removeprefix(self.days[time.weekday()]).strip()

    def age(self, age: timedelta) -> str:
        """Return about how long ago something was, in steps that don't change every minute."""
        minutes = max(int(age.total_seconds()) // 60, 0)
        hours, days = minutes // 60, minutes // 60 // 24
        if not hours:
            return f"{max(minutes // 10 * 10, 1)} {self.minute}"
        return f"{hours} {self.hour}" if days <= 1 else f"{days} {self.day}"


ENGLISH: Final = Words(
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    silent="silent",
    no_rooms="No rooms yet",
    waiting="Add a node to see it here",
    no_history="no history yet",
    hours_24="24 h",
    test="Test pattern",
    top="top",
    water="Water",
    smoke="Smoke",
    gas="Gas",
    no_broker="No broker",
    decimal=".",
)
AMERICAN: Final = replace(ENGLISH, date="{day} {month} {date}", twelve_hours=True)
FRENCH: Final = Words(
    days=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    months=(
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ),
    silent="muet",
    no_rooms="Pas encore de pièce",
    waiting="Ajoutez un nœud pour le voir ici",
    no_history="pas encore d'historique",
    hours_24="24 h",
    test="Mire",
    top="haut",
    water="Eau",
    smoke="Fumée",
    gas="Gaz",
    no_broker="Sans broker",
    day="j",
)
SWEDISH: Final = Words(
    days=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    months=("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"),
    silent="tyst",
    no_rooms="Inga rum än",
    waiting="Lägg till en nod för att se den här",
    no_history="ingen historik än",
    hours_24="24 h",
    test="Testbild",
    top="upp",
    water="Vatten",
    smoke="Rök",
    gas="Gas",
    no_broker="Ingen broker",
    day="d",
)
GERMAN: Final = Words(
    days=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    months=(
        "Jan.",
        "Feb.",
        "März",
        "Apr.",
        "Mai",
        "Juni",
        "Juli",
        "Aug.",
        "Sept.",
        "Okt.",
        "Nov.",
        "Dez.",
    ),
    silent="stumm",
    no_rooms="Noch keine Räume",
    waiting="Ein neuer Knoten erscheint hier",
    no_history="noch kein Verlauf",
    hours_24="24 h",
    test="Testbild",
    top="oben",
    water="Wasser",
    smoke="Rauch",
    gas="Gas",
    no_broker="Kein Broker",
    day="T",
    date="{day} {date}. {month}",
)

_LANGUAGES: Final = {"de": GERMAN, "en": ENGLISH, "fr": FRENCH, "sv": SWEDISH}


def words_of(language: str, country: str | None = None) -> Words:
    """Return the words of a language such as "sv" or "en-GB", else English."""
    base = language.lower().replace("_", "-").partition("-")[0]
    words = _LANGUAGES.get(base, ENGLISH)
    return AMERICAN if words is ENGLISH and country == "US" else words
