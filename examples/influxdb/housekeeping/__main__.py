"""Keep raw readings for some weeks and their means for years, in an InfluxDB 1 or 2.

Shows what it would do; does it with --yes. It can be run again: what is as wanted stays as it is.
Needs nothing but Python 3.11.
"""

import argparse
import sys

from .common import Failure, seconds
from .influx1 import Influx1
from .influx2 import Influx2


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(
        prog="python3 -m housekeeping", description=__doc__, allow_abbrev=False
    )
    add = parser.add_argument
    add("--url", default="http://127.0.0.1:8086", help="the server (%(default)s)")
    add("--database", help="InfluxDB 1: the database that Home Assistant writes to")
    add("--user", default="", help="InfluxDB 1: an administrator, if it asks for one")
    add("--password", default="")
    add("--bucket", help="InfluxDB 2: the bucket that Home Assistant writes to")
    add("--org", default="", help="InfluxDB 2: its organization")
    add("--token", default="", help="InfluxDB 2: a token that may change buckets and tasks")
    for name, default, says in (
        ("keep-raw", "90d", "how long to keep readings as they came; 0 is for ever"),
        ("keep-means", "520w", "how long to keep means; 0 is for ever"),
        ("every", "10m", "the time that one mean stands for"),
    ):
        add(f"--{name}", default=default, type=_duration, help=f"{says} (%(default)s)")
    add("--yes", action="store_true", help="do it, and not only show it")
    options = parser.parse_args(arguments)
    if bool(options.database) == bool(options.bucket):
        parser.error("either --database (InfluxDB 1) or --bucket (InfluxDB 2)")
    return options


def _duration(text: str) -> str:
    """Return a duration that can be read."""
    seconds(text)
    return text


def main(arguments: list[str] | None = None) -> int:
    """Show what is to be done, or do it."""
    options = parse(arguments)
    try:
        steps = (Influx2 if options.bucket else Influx1)(options).steps()
        for step in steps:
            print(step.says)
            if options.yes:
                step.do()
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    if not steps:
        print("Everything is as it should be.")
    elif not options.yes:
        print("\nNothing was changed: add --yes to do this.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
