"""Every language says all that English says."""

import json
import re
import string
from functools import cache

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.translation import async_get_translations

from custom_components.domotik.const import DOMAIN
from tests.quality.source import HERE, TEXTS, leaves

LANGUAGES = ("de", "fr", "sv")
ENGLISH = dict(leaves(TEXTS))
# Shorter ones may be the same word.
SENTENCE = 28


@cache
def texts(language: str) -> dict[str, str]:
    """Return a language's texts by the way to each."""
    return dict(leaves(json.loads((HERE / f"translations/{language}.json").read_text())))


def fields(text: str) -> list[str]:
    """Return the placeholders of a text."""
    return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)


def test_no_other_language_is_begun() -> None:
    names = {path.stem for path in (HERE / "translations").glob("*.json")}
    assert names == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_has_every_text_in_its_order(language: str) -> None:
    assert list(texts(language)) == list(ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_english(language: str) -> None:
    found = texts(language)
    assert [key for key in ENGLISH if fields(found[key]) != fields(ENGLISH[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_is_the_same(language: str) -> None:
    found = texts(language)
    typed = re.compile(r"`[^`]+`")
    assert [
        key
        for key in ENGLISH
        if sorted(typed.findall(found[key])) != sorted(typed.findall(ENGLISH[key]))
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_in_english(language: str) -> None:
    found = texts(language)
    assert [
        key for key, text in ENGLISH.items() if len(text) > SENTENCE and found[key] == text
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_holds_markup(language: str) -> None:
    for text in texts(language).values():
        assert cv.string_with_no_html(text).strip() == text != ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_test_pattern_is_called_as_its_button(language: str) -> None:
    found = texts(language)
    name = found[".entity.button.display_test_pattern.name"]
    assert f"*{name}*" in found[".issues.display_stuck.description"]
    assert f"*{name}*" in found[".issues.display_absent.description"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_home_assistant_takes_every_text(
    hass: HomeAssistant, enable_custom_integrations: None, language: str
) -> None:
    loaded = await async_get_translations(hass, language, "entity", {DOMAIN})
    ours = {key: text for key, text in texts(language).items() if key.startswith(".entity.")}
    assert len(loaded) == len(ours)
    assert set(loaded.values()) == set(ours.values())
