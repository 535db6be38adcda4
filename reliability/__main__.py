"""Runs what is named, or all of it, and writes its parts of `docs/reliability.md`.

All take some two hours; let the machine do nothing else meanwhile.
"""

import sys
from typing import Final

from benchmarks.page import Page, chosen
from reliability.sections import SECTIONS

PAGE: Final = Page(
    "Reliability",
    "What was done to Domotik so that it breaks, and what came of it. Written by "
    "`scripts/reliability`; do not edit. None of it has seen a physical board "
    "([Not yet seen on hardware](not-yet-seen.md)).",
    [section.title for section in SECTIONS],
)


def main() -> None:
    """Write the page."""
    wanted = chosen("scripts/reliability", str(__doc__), [section.name for section in SECTIONS])
    for section in SECTIONS:
        if section.name in wanted:
            print(f"{section.name} …", file=sys.stderr, flush=True)
            before = PAGE.parts().get(section.title, "")
            PAGE.put(section.title, f"{section.text}\n\n{section.find(before)}")


if __name__ == "__main__":
    main()
