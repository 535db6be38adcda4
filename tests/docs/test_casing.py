"""The casings fit, and the files that are there to print are those of the model."""

import json
import struct
import subprocess
from pathlib import Path

import pytest
from PIL import Image

REPOSITORY = Path(__file__).parents[2]
MODEL = REPOSITORY / "docs/hardware"
PYTHON = REPOSITORY / ".venv/casing/bin/python"
PIECES = ("node-body", "node-lid", "frame-body", "frame-lid")
needs_model = pytest.mark.skipif(
    not PYTHON.exists(), reason="the casings' environment is not there: run scripts/setup casing"
)
FIT = """
import json
from fit import mistakes, open_share
from node_casing import SCREW, NodeCasing
from panel_frame import PanelFrame
node, frame = NodeCasing().casing(), PanelFrame().casing()
print(json.dumps({
    "usual": mistakes(node) + mistakes(frame),
    "other": mistakes(NodeCasing((60, 28, 14), (60, 38, 10)).casing()),
    "shifted": mistakes(PanelFrame(3.0).casing()),
    "giant": mistakes(NodeCasing((200, 28, 14)).casing()),
    "screws": NodeCasing().inner[0] - 2 * SCREW,
    "sizes": [round(side) for side in (node.body + node.lid).bounding_box().size],
    "open": {name: open_share(node, slab) for name, slab, _ in node.vents},
    "volumes": {
        f"{casing.name}-{name}": piece.volume
        for casing in (node, frame)
        for name, piece in (("body", casing.body), ("lid", casing.lid))
    },
}))
"""


@pytest.fixture(scope="module")
def fits() -> dict[str, object]:
    run = subprocess.run(
        [PYTHON, "-c", FIT], cwd=MODEL, capture_output=True, text=True, check=True, timeout=50
    )
    found: dict[str, object] = json.loads(run.stdout)
    return found


def volume(path: Path) -> float:
    """Return what the surface in an STL file encloses."""
    content = path.read_bytes()
    (count,) = struct.unpack_from("<I", content, 80)
    total = 0.0
    for index in range(count):
        numbers = struct.unpack_from("<9f", content, 84 + 50 * index + 12)
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = numbers[:3], numbers[3:6], numbers[6:]
        total += ax * (by * cz - bz * cy) - ay * (bx * cz - bz * cx) + az * (bx * cy - by * cx)
    return total / 6


@needs_model
def test_everything_goes_in(fits: dict[str, object]) -> None:
    assert fits["usual"] == []


@needs_model
def test_page_says_how_large_it_is(fits: dict[str, object]) -> None:
    page = (REPOSITORY / "docs/casing.md").read_text()
    assert f"{fits['screws']} mm apart" in page
    assert "{} x {} x {} mm".format(*fits["sizes"]) in page  # type: ignore[misc]


@needs_model
def test_other_boards_get_a_casing_that_fits(fits: dict[str, object]) -> None:
    assert (fits["other"], fits["shifted"]) == ([], [])


@needs_model
def test_what_can_not_be_is_said(fits: dict[str, object]) -> None:
    assert "node: the body is larger than 180 mm" in str(fits["giant"])


@needs_model
@pytest.mark.parametrize(
    ("option", "said"),
    [("--shift=30", "5.3 mm beside what it shows"), ("--board=50x25", "write it as 50x25.5x13")],
)
def test_wrong_option_is_explained(tmp_path: Path, option: str, said: str) -> None:
    arguments = [str(PYTHON), str(MODEL), option, f"--target={tmp_path}", f"--pictures={tmp_path}"]
    run = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=50)
    assert said in run.stderr
    assert list(tmp_path.iterdir()) == []


@needs_model
@pytest.mark.parametrize("piece", PIECES)
def test_printed_file_is_the_models(fits: dict[str, object], piece: str) -> None:
    volumes = fits["volumes"]
    assert isinstance(volumes, dict)
    assert volume(MODEL / f"{piece}.stl") == pytest.approx(volumes[piece], rel=1e-3)


@pytest.mark.parametrize("name", ["node", "frame"])
def test_picture_is_there(name: str) -> None:
    with Image.open(REPOSITORY / f"docs/images/casing-{name}.png") as picture:
        assert min(picture.size) > 300
