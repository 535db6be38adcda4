"""`scripts/flash`: one board, one command."""

import sys

from flashing.errors import FlashError
from flashing.monitor import monitor
from flashing.options import MonitorOptions, parse
from flashing.ports import find_port
from flashing.program import flash
from flashing.reach import Patience
from flashing.talk import Asker


def main(arguments: list[str] | None = None, patience: Patience | None = None) -> int:
    """Run the command; return the exit code."""
    options = parse(arguments)
    try:
        if isinstance(options, MonitorOptions):
            monitor(find_port(options.port, Asker(silent=False)))
        else:
            flash(options, Asker(silent=options.yes), patience)
    except FlashError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command again goes on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
