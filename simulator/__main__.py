"""Run a simulated home until Ctrl-C: `python -m simulator --nodes 4 --interval 10 --loss 0.1`."""

import argparse
import asyncio
import signal
import sys
import time
from pathlib import Path

from simulator.ether import Conditions
from simulator.home import BoardCrashed, Home
from simulator.plan import Plan


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--nodes", type=int, default=4, help="number of rooms with a node")
    parser.add_argument("--interval", type=int, default=10, help="seconds between two samples")
    parser.add_argument("--loss", type=float, default=0.0, help="share of frames that get lost")
    parser.add_argument("--seed", type=int, default=0, help="another seed is another home")
    parser.add_argument("--scale", type=float, default=1.0, help="simulated seconds in a real one")
    parser.add_argument("--folder", type=Path, help="keep the boards' flash and the port here")
    return parser.parse_args()


def show(name: str, event: str) -> None:
    """Print one event of a board."""
    print(f"{time.strftime('%H:%M:%S')}  {name:<12} {event}", flush=True)


async def run(options: argparse.Namespace) -> None:
    """Run the home until Ctrl-C."""
    now = time.localtime()
    plan = Plan(
        nodes=options.nodes,
        interval=options.interval,
        seed=options.seed,
        scale=options.scale,
        hour=now.tm_hour + now.tm_min / 60,
        folder=options.folder,
    )
    home = Home(plan, Conditions(loss=options.loss))
    home.log = show
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with home:
        show("Broker", f"port {home.broker.port}")
        await stopped.wait()


def main() -> int:
    """Run the command; a board's crash makes it fail."""
    try:
        asyncio.run(run(arguments()))
    except (BoardCrashed, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
