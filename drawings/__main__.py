"""`scripts/draw`: write the drawings of the documentation anew."""

import argparse
import sys
from pathlib import Path
from typing import Final

from drawings import architecture, brand, supply, wiring

ROOT: Final = Path(__file__).parent.parent
IMAGES: Final = ROOT / "docs" / "images"


def texts() -> dict[Path, str]:
    """Return every drawing that is a text, by where it lies."""
    named = wiring.drawings() | architecture.drawings() | supply.drawings()
    return {IMAGES / name: source for name, source in named.items()}


def main() -> int:
    """Run the command; return the exit code."""
    argparse.ArgumentParser(prog="scripts/draw", description=__doc__).parse_args()
    for path, source in texts().items():
        path.write_text(source)
        print(path.relative_to(ROOT))
    for path in brand.write():
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
