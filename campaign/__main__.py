"""`scripts/campaign`: play faults, print what became of each sample, fail if a promise broke."""

import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict

from campaign import home_assistant, show, soak, soak_home_assistant, updates
from campaign.fault import Fault, run
from campaign.faults import FAULTS, named
from campaign.heap import growing, watch
from campaign.options import Options, parse
from campaign.series import play_all
from campaign.verdict import Row

JOBS = 5


def chosen(options: Options) -> list[Fault]:
    """Return the faults to play."""
    names = options.fault or [fault.name for fault in FAULTS]
    return [named(name).sized(options.nodes) for name in names if name != home_assistant.NAME]


async def play(options: Options) -> list[Row]:
    """Play what the options choose and print each row as it is known."""
    print(show.head(), flush=True)
    rows: list[Row] = []

    def tell(found: Iterable[Row]) -> None:
        for row in found:
            rows.append(row)
            print(show.shown(row), flush=True)

    jobs = options.jobs or (JOBS if options.short else 1)
    await play_all(chosen(options), tell, short=options.short, jobs=jobs)
    if home_assistant.NAME in options.fault or not (options.fault or options.short):
        tell([await home_assistant.run(options.nodes)])
    return rows


async def play_soak(options: Options) -> list[Row]:
    """Play everything at random for a time."""
    if options.soak_home_assistant:
        rows = [await soak_home_assistant.run(options.soak_home_assistant)]
    else:
        rows = await run(soak.FAULT, options.soak or 0)
    print(show.head(), *map(show.shown, rows), sep="\n")
    return rows


def main() -> int:
    """Run the command; return the exit code."""
    options = parse()
    if options.list:
        print("\n".join(f"{fault.name:<16}{fault.says}" for fault in FAULTS))
        print(f"{home_assistant.NAME:<16}{home_assistant.SAYS}")
        return 0
    if options.heap:
        looks = asyncio.run(watch(options.heap))
        print(show.heap(looks))
        return 1 if growing(looks) else 0
    if options.updates:
        return asyncio.run(updates.run(options.updates, options.nodes))
    soaks = options.soak or options.soak_home_assistant
    rows = asyncio.run(play_soak(options) if soaks else play(options))
    if options.report:
        content = {"short": options.short, "rows": [asdict(row) for row in rows]}
        options.report.write_text(json.dumps(content, indent=2) + "\n")
    return 1 if any(row.broken for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
