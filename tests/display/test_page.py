"""Which rooms a page shows, and what counts as a change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.domotik.display.arrangement import page
from custom_components.domotik.display.layout import draw
from tests.display.summaries import NAMES, NOW, SILENT, TYPICAL, rooms

SIZE = (250, 122)


def names(turn: int, shown: tuple[str, ...] = (), room_for: int = 3) -> list[str]:
    """Return the rooms of a turn, some of five alarmed."""
    alarmed = tuple(replace(each, battery_low=each.name in shown) for each in rooms(5))
    return [each.name for each in page(alarmed, room_for, turn).rooms]


def test_all_rooms_that_fit_are_on_one_page() -> None:
    assert page(rooms(3), 3, 7).count == 1


def test_pages_turn() -> None:
    assert [names(turn) for turn in (0, 1, 2)] == [
        list(NAMES[:3]),
        list(NAMES[3:5]),
        list(NAMES[:3]),
    ]


def test_alarm_is_on_every_page_and_first() -> None:
    assert [names(turn, ("Bath",)) for turn in (0, 1)] == [
        ["Bath", *NAMES[:2]],
        ["Bath", *NAMES[3:5]],
    ]


def test_more_alarms_than_fit_come_first() -> None:
    assert names(0, NAMES[1:5]) == list(NAMES[1:4])
    assert names(1, NAMES[1:5]) == ["Children\N{RIGHT SINGLE QUOTATION MARK}s room", "Living room"]


def test_time_of_drawing_is_no_change() -> None:
    later = draw(replace(TYPICAL, now=NOW + timedelta(hours=2)), SIZE, red=True)
    assert later.digest == draw(TYPICAL, SIZE, red=True).digest


def test_time_of_drawing_is_in_the_picture() -> None:
    later = draw(TYPICAL, SIZE, red=True, clock=NOW + timedelta(hours=2))
    assert later.image.tobytes() != draw(TYPICAL, SIZE, red=True).image.tobytes()


@pytest.mark.parametrize(
    "other",
    [
        replace(TYPICAL, now=NOW + timedelta(days=1)),
        replace(TYPICAL, rooms=(*TYPICAL.rooms[:2], SILENT)),
        replace(TYPICAL, trend=None),
    ],
)
def test_anything_else_is_a_change(other: object) -> None:
    assert draw(other, SIZE, red=True).digest != draw(TYPICAL, SIZE, red=True).digest  # type: ignore[arg-type]


def test_silent_node_shows_no_number() -> None:
    silent = replace(SILENT, large=TYPICAL.rooms[0].large)
    drawing = draw(replace(TYPICAL, rooms=(silent,), trend=None, air=()), SIZE, red=True)
    texts = [each.text for each in drawing.texts]
    assert "\N{EN DASH}" in texts
    assert "21.4" not in texts
    assert "silent 3 h" in texts


def test_alarms_are_told_apart() -> None:
    assert TYPICAL.alarms == {"Bath"}
