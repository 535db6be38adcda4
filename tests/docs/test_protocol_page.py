"""The frames that docs/protocol.md works through are the vectors, byte by byte."""

import base64
import json
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
PAGE = (TESTS.parent / "docs/protocol.md").read_text()
WORKED = re.findall(r"```frame\n(.+?)\n(.+?)```", PAGE, re.DOTALL)


def vector_bytes() -> dict[str, bytes]:
    """Return the bytes of every vector by its name."""
    frames = json.loads((TESTS / "vectors/frames.json").read_text())
    lines = json.loads((TESTS / "vectors/lines.json").read_text())
    return {row["name"]: bytes.fromhex(row["hex"]) for row in frames} | {
        row["name"]: base64.b64decode(row["line"][1:]) for row in lines
    }


@pytest.mark.parametrize(("name", "rows"), WORKED, ids=[name for name, _ in WORKED])
def test_worked_frame_is_the_vector(name: str, rows: str) -> None:
    """Each row's bytes stand before two spaces."""
    shown = "".join(row.split("  ")[0] for row in rows.splitlines())
    assert bytes.fromhex(shown) == vector_bytes()[name]


def test_every_radio_kind_has_a_worked_frame() -> None:
    """No frame kind is left to the reader's imagination."""
    frames = json.loads((TESTS / "vectors/frames.json").read_text())
    assert {row["kind"] for row in frames} == {1, 2, 3, 4, 5, 6}
    assert {row["name"] for row in frames} <= {name for name, _ in WORKED}
