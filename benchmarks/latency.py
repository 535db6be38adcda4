"""The time from a node's send to the state in Home Assistant, at some rates of reports.

The whole way: simulated air, the broker's real firmware, a serial line of 115200 baud, a real Home
Assistant. Only the node is not there: its frames are put into the air as its radio would.
"""

import argparse
import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Final

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback

from benchmarks.home_assistant import home_assistant
from benchmarks.reading.readings import BASE, FIELDS, STEPS
from benchmarks.reading.ways import add_keyed_node, flow

# Readings at so many a second: none may be taken for the one 997 before it.
BATCHES: Final = ((1.0, 30), (50.0, 900), (100.0, 900))
ROUNDS: Final = 3
WARM_UP: Final = 60
REPEAT: Final = 997
WAIT_SECONDS: Final = 30
# The last of the five that is written.
FIELD: Final = FIELDS.index("voltage")
# The 99th percentile is that of the round in the middle.
COLUMNS: Final = (
    "reports a second",
    "arrived",
    "median, ms",
    "99th percentile, ms",
    "least to most",
    "longest, ms",
)


class Arrivals:
    """When each reading's last state was written."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin to listen."""
        self.times: dict[int, float] = {}
        hass.bus.async_listen("state_changed", self._note)

    @callback
    def _note(self, event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        if state and state.attributes.get("device_class") == FIELDS[FIELD]:
            try:
                number = round(float(state.state) * STEPS[FIELD]) - BASE[FIELD]
            except ValueError:
                return
            self.times[number] = time.monotonic()

    async def of(self, sent: dict[int, float]) -> list[float]:
        """Return the milliseconds that each reading took; wait some time for the last."""
        wanted = {number % REPEAT: began for number, began in sent.items()}
        ends = time.monotonic() + WAIT_SECONDS
        while wanted.keys() - self.times.keys() and time.monotonic() < ends:
            await asyncio.sleep(0.05)
        return [
            (self.times[number] - began) * 1000
            for number, began in wanted.items()
            if number in self.times
        ]


@asynccontextmanager
async def air(port: Path) -> AsyncIterator[Process]:
    """Run the simulated half in a process of its own."""
    command = (sys.executable, "-m", "benchmarks.air", str(port))
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert process.stdout
    await process.stdout.readline()
    try:
        yield process
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()


async def batch(process: Process, arrivals: Arrivals, count: int, rate: float) -> list[float]:
    """Return the milliseconds that some readings took."""
    assert process.stdin
    assert process.stdout
    arrivals.times.clear()
    process.stdin.write(f"{count} {rate}\n".encode())
    sent = json.loads(await process.stdout.readline())
    return await arrivals.of({int(number): began for number, began in sent.items()})


async def measure(seconds: float) -> None:
    """Print a row for each rate."""
    found: dict[float, list[list[float]]] = {rate: [] for rate, _ in BATCHES}
    with TemporaryDirectory(prefix="domotik-benchmark-") as name:
        port = Path(name) / "port"
        async with air(port) as process, home_assistant(Path(name) / "config") as hass:
            entry = await flow(hass, "domotik", {"device": str(port)})
            add_keyed_node(hass, entry)
            arrivals = Arrivals(hass)
            await batch(process, arrivals, WARM_UP, 10)
            await asyncio.sleep(seconds)
            for _ in range(ROUNDS):
                for rate, count in BATCHES:
                    found[rate].append(await batch(process, arrivals, count, rate))
    for rate, count in BATCHES:
        print(row(rate, count, found[rate]))


def row(rate: float, count: int, rounds: list[list[float]]) -> str:
    """Return the medians of all rounds, and how far they lie apart."""
    lasts = sorted(quantiles(took, n=100, method="inclusive")[-1] for took in rounds)
    cells = (
        f"{rate:.0f}",
        f"{sum(map(len, rounds))} of {count * len(rounds)}",
        f"{median(map(median, rounds)):.1f}",
        f"{median(lasts):.1f}",
        f"{lasts[0]:.1f} to {lasts[-1]:.1f}",
        f"{max(map(max, rounds)):.1f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark latency", description=__doc__)
    parser.add_argument("--rest", type=float, default=3, help="seconds before it begins")
    rest = parser.parse_args().rest
    print(f"| {' | '.join(COLUMNS)} |", "|---:" * len(COLUMNS) + "|", sep="\n", flush=True)
    asyncio.run(measure(rest))


if __name__ == "__main__":
    main()
