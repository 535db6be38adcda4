"""Many faults, some of them at a time."""

import asyncio
import traceback
from collections.abc import Callable, Iterable

from campaign.fault import Fault, run
from campaign.verdict import Row, unplayed

type Tell = Callable[[Iterable[Row]], None]


async def play_all(faults: list[Fault], tell: Tell, *, short: bool, jobs: int) -> None:
    """Play every fault and tell its rows as they are known."""
    turn = asyncio.Semaphore(jobs)

    async def play(fault: Fault) -> None:
        async with turn:
            seconds = fault.short if short else fault.long
            try:
                rows = await run(fault, seconds)
            except Exception as err:  # noqa: BLE001 - the other faults go on
                traceback.print_exc()
                rows = [unplayed(fault.name, seconds, err)]
            tell(rows)

    # The longest first, so that none of them is left at the end.
    together = sorted((each for each in faults if not each.alone), key=lambda each: -each.short)
    await asyncio.gather(*map(play, together))
    for fault in faults:
        if fault.alone:
            await play(fault)
