"""`scripts/casing`: check that the casings fit, and write files to print and pictures."""

import argparse
import sys
from pathlib import Path
from typing import Final

from build123d import export_stl
from fit import mistakes
from node_casing import NodeCasing
from panel_frame import PanelFrame
from picture import draw
from solids import Casing, Size

HERE: Final = Path(__file__).parent
IMAGES: Final = HERE.parent / "images"


def size(text: str) -> Size:
    """Read WIDTHxHEIGHTxDEPTH."""
    try:
        width, height, depth = (float(part) for part in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}": write it as 50x25.5x13, in mm') from None
    return width, height, depth


def options() -> argparse.Namespace:
    """Return what the command line says."""
    usual = NodeCasing()
    parser = argparse.ArgumentParser(prog="scripts/casing", description=__doc__)
    parser.add_argument("--board", type=size, default=usual.board, help="the node's board, in mm")
    parser.add_argument("--battery", type=size, default=usual.battery, help="with its holder")
    parser.add_argument("--shift", type=float, default=0.0, help="of what the panel shows, in mm")
    parser.add_argument("--target", type=Path, default=HERE, help="the folder for STL files")
    parser.add_argument("--pictures", type=Path, default=IMAGES, help="the folder for pictures")
    return parser.parse_args()


def write(casing: Casing, target: Path, pictures: Path) -> None:
    """Write the pieces of a casing, and its picture."""
    for name, piece in (("body", casing.body), ("lid", casing.lid)):
        path = target / f"{casing.name}-{name}.stl"
        export_stl(piece, str(path))
        box = piece.bounding_box().size
        size_mm = f"{box.X:.1f} x {box.Y:.1f} x {box.Z:.1f} mm"
        print(f"{path.name}: {size_mm}, {piece.volume / 1000:.1f} cm3")
    draw(casing, pictures / f"casing-{casing.name}.png")


def main() -> int:
    """Run the command; return the exit code."""
    given = options()
    try:
        models = (NodeCasing(given.board, given.battery), PanelFrame(given.shift))
    except ValueError as error:
        print(f"--shift: {error}", file=sys.stderr)
        return 1
    casings = [model.casing() for model in models]
    wrong = [sentence for casing in casings for sentence in mistakes(casing)]
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if wrong:
        return 1
    for folder in (given.target, given.pictures):
        folder.mkdir(parents=True, exist_ok=True)
    for casing in casings:
        write(casing, given.target, given.pictures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
