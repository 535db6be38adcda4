"""No text leaves its box or meets another, whatever it says."""

import math
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_components.domotik.display.box import Box
from custom_components.domotik.display.layout import Drawing, draw
from custom_components.domotik.display.panels import PANELS
from custom_components.domotik.display.summary import Amount, Kind, Notice, Room, Sign, Summary
from custom_components.domotik.display.words import AMERICAN, ENGLISH, FRENCH, GERMAN, SWEDISH
from tests.display.summaries import NOW, SUMMARIES, day

SIZES = sorted({panel.size(rotation) for panel in PANELS.values() for rotation in (0, 90)})
TIGHT = SIZES[:6]
TEXTS = st.text(max_size=40)
VALUES = st.floats() | st.floats(-100, 2000)
ALARMS = st.booleans()
AMOUNTS = st.builds(
    Amount, st.sampled_from(Kind), VALUES, st.sampled_from(["°C", "°F", "%", "ppm"]) | TEXTS,
    st.integers(0, 3), ALARMS,
)  # fmt: skip
ROOMS = st.builds(
    Room,
    TEXTS,
    st.none() | AMOUNTS,
    st.lists(AMOUNTS, max_size=3).map(tuple),
    ALARMS,
    st.none() | st.timedeltas(),
)
NOTICES = st.builds(Notice, st.sampled_from(Sign), TEXTS, ALARMS)
SUMMARY = st.builds(
    Summary,
    st.just(NOW),
    st.lists(ROOMS, max_size=13).map(tuple),
    st.none() | TEXTS.map(lambda name: replace(day(), name=name)),
    st.lists(AMOUNTS, max_size=3).map(tuple),
    st.lists(NOTICES, max_size=4).map(tuple),
    st.sampled_from([ENGLISH, AMERICAN, FRENCH, GERMAN, SWEDISH]),
    st.integers(0, 20),
)


def contains(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


def apart(one: Box, other: Box) -> bool:
    return (
        one.right <= other.x
        or other.right <= one.x
        or one.bottom <= other.y
        or other.bottom <= one.y
    )


def assert_tidy(drawing: Drawing) -> None:
    whole = Box(0, 0, *drawing.image.size)
    assert all(contains(whole, each.box) for each in drawing.texts)
    assert all(contains(each.box, each.ink) for each in drawing.texts)
    assert all(apart(one.ink, other.ink) for one, other in combinations(drawing.texts, 2))


@settings(max_examples=25, deadline=None)
@given(SUMMARY, st.sampled_from(SIZES), st.booleans())
def test_text_stays_in_its_box(summary: Summary, size: tuple[int, int], red: bool) -> None:
    assert_tidy(draw(summary, size, red=red))


@pytest.mark.parametrize("size", TIGHT, ids=str)
@pytest.mark.parametrize("name", SUMMARIES)
def test_known_summaries_are_tidy(name: str, size: tuple[int, int]) -> None:
    assert_tidy(draw(SUMMARIES[name], size, red=True))


@settings(max_examples=25, deadline=None)
@given(SUMMARY, st.sampled_from(TIGHT))
def test_picture_has_no_other_colour(summary: Summary, size: tuple[int, int]) -> None:
    assert set(draw(summary, size, red=True).image.tobytes()) <= {0, 1, 2}


@settings(max_examples=25, deadline=None)
@given(SUMMARY, st.sampled_from(TIGHT))
def test_panel_without_red_gets_none(summary: Summary, size: tuple[int, int]) -> None:
    assert set(draw(summary, size, red=False).image.tobytes()) <= {0, 1}


@settings(max_examples=25, deadline=None)
@given(st.lists(ROOMS, min_size=1, max_size=13).map(tuple), st.sampled_from(TIGHT))
def test_number_is_never_cut(rooms: tuple[Room, ...], size: tuple[int, int]) -> None:
    plain = [replace(room, name="", small=(), silent=None) for room in rooms]
    whole = tuple(
        replace(room, large=room.large and replace(room.large, unit="°C")) for room in plain
    )
    drawing = draw(Summary(NOW, whole), size, red=True)
    assert not [
        each.text for each in drawing.texts if each.text[:1].isdigit() and "…" in each.text
    ]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_a_dash(value: float) -> None:
    room = Room("Attic", Amount(Kind.TEMPERATURE, value, "°C", 1))
    assert "\N{EN DASH}" in [
        each.text for each in draw(Summary(NOW, (room,)), (250, 122), red=True).texts
    ]
