"""What `scripts/campaign` can be told."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from campaign import home_assistant
from campaign.faults import FAULTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The campaign's command line."""

    fault: list[str]
    nodes: int | None
    short: bool
    jobs: int | None
    list: bool
    heap: int | None
    updates: int | None
    soak: int | None
    soak_home_assistant: int | None
    report: Path | None


def parse(arguments: list[str] | None = None) -> Options:
    """Return the options; a mistake ends the program with a sentence."""
    parser = argparse.ArgumentParser(
        prog="scripts/campaign",
        description="Run a simulated home through faults and account for every sample.",
    )
    add = parser.add_argument
    names = [fault.name for fault in FAULTS] + [home_assistant.NAME]
    add("--fault", action="append", default=[], choices=names, help="only this one; may repeat")
    add("--list", action="store_true", help="say what faults there are")
    add("--nodes", type=int, metavar="N", help="another number of nodes in each fault")
    add("--short", action="store_true", help="seconds per fault in place of minutes")
    add("--jobs", type=int, metavar="N", help="faults at a time: 1, or 5 with --short")
    add("--report", type=Path, metavar="FILE", help="write the figures as JSON")
    _add_long_runs(parser)
    return Options(**vars(parser.parse_args(arguments)))


def _add_long_runs(parser: argparse.ArgumentParser) -> None:
    """Add what is played in place of single faults."""
    add = parser.add_argument
    add(
        "--heap",
        type=int,
        nargs="?",
        const=100_000,
        metavar="FRAMES",
        help="only watch the broker's heap over so many frames (100000)",
    )
    add(
        "--updates",
        type=int,
        nargs="?",
        const=200,
        metavar="CUTS",
        help="only update nodes: 20 through loss, and that many with a power cut (200)",
    )
    add(
        "--soak",
        type=int,
        nargs="?",
        const=1800,
        metavar="SECONDS",
        help="only faults of every kind at random for so long, an hour in 2.5 s (1800)",
    )
    add(
        "--soak-home-assistant",
        type=int,
        nargs="?",
        const=1800,
        metavar="SECONDS",
        help="the same with a real Home Assistant, whose memory and log are watched (1800)",
    )
