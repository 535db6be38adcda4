"""The parts of the page."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reliability.runs import Find, campaign, fuzz, tests

TEXTS: Final = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: a text, and what finds the rest of it."""

    name: str
    title: str
    find: Find

    @property
    def text(self) -> str:
        """Return what is said whatever is found."""
        return (TEXTS / f"{self.name}.md").read_text().strip()


HOST_FAULTS: Final = "tests/integration/test_host_faults.py"
HOST_DISK: Final = "tests/integration/test_host_disk.py"
SECTIONS: Final = (
    Section("machine", "Faults of the machine", tests(HOST_FAULTS, HOST_DISK)),
    Section("faults", "Faults on the way", campaign("--jobs", "3")),
    Section("soak", "Thirty days", campaign("--soak")),
    Section("home-assistant", "A Home Assistant that lasts", campaign("--soak-home-assistant")),
    Section("fuzzing", "Fuzzing", fuzz()),
)
