"""Every summary looks on every panel as it did when somebody looked at it.

`scripts/draw_panels` draws the pictures anew, for somebody to look at them again.
"""

import pytest
from PIL import Image

from custom_components.domotik.display.canvas import Ink
from custom_components.domotik.display.planes import plane
from tests.display.pictures import CASES, GOLDEN, Case, drawn, golden


def named(case: Case) -> str:
    return "-".join(str(each) for each in case)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_picture_is_the_golden_one_in_every_plane(case: Case) -> None:
    picture, expected = drawn(case), Image.open(golden(case))
    assert picture.size == expected.size
    for ink in Ink:
        assert plane(picture, ink).tobytes() == plane(expected, ink).tobytes()


def test_no_golden_picture_is_of_nothing() -> None:
    assert set(GOLDEN.rglob("*.png")) == {golden(case) for case in CASES}
