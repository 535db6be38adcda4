"""Numbers, times and ages in each language."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.domotik.display.words import (
    AMERICAN,
    ENGLISH,
    FRENCH,
    GERMAN,
    SWEDISH,
    Words,
    words_of,
)

MORNING = datetime(2026, 3, 1, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "country", "words"),
    [
        ("sv", "SE", SWEDISH),
        ("fr-CA", None, FRENCH),
        ("de_CH", None, GERMAN),
        ("en-GB", "GB", ENGLISH),
        ("en", "US", AMERICAN),
        ("sv", "US", SWEDISH),
        ("tlh", None, ENGLISH),
    ],
)
def test_words_are_of_the_language(language: str, country: str | None, words: Words) -> None:
    assert words_of(language, country) is words


@pytest.mark.parametrize(
    ("words", "text"),
    [(ENGLISH, "−3.5"), (SWEDISH, "−3,5"), (FRENCH, "−3,5"), (GERMAN, "−3,5")],  # noqa: RUF001
)
def test_number_is_written_as_people_write_it(words: Words, text: str) -> None:
    assert words.number(-3.46, 1) == text


def test_nothing_is_less_than_zero_by_nothing() -> None:
    assert ENGLISH.number(-0.04, 1) == "0.0"


@pytest.mark.parametrize(("words", "text"), [(GERMAN, "00:05"), (AMERICAN, "12:05 AM")])
def test_clock_is_the_countrys(words: Words, text: str) -> None:
    assert words.clock(MORNING) == text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (ENGLISH, "Sun 1 Mar"),
        (AMERICAN, "Sun Mar 1"),
        (FRENCH, "dim. 1 mars"),
        (SWEDISH, "sön 1 mars"),
        (GERMAN, "So 1. März"),
    ],
)
def test_day_is_written_as_people_write_it(words: Words, text: str) -> None:
    assert words.calendar(MORNING) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (-5, "1 min"),
        (0, "1 min"),
        (38, "30 min"),
        (60, "1 h"),
        (47 * 60, "47 h"),
        (48 * 60, "2 d"),
    ],
)
def test_age_is_told_in_steps(minutes: int, text: str) -> None:
    assert ENGLISH.age(timedelta(minutes=minutes)) == text


@pytest.mark.parametrize("words", [ENGLISH, FRENCH, SWEDISH, GERMAN])
def test_language_has_all_days_and_months(words: Words) -> None:
    assert (len(set(words.days)), len(set(words.months))) == (7, 12)
