"""`scripts/fuzz`: try inputs for a time, print how many, fail with those that found something."""

import argparse
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzzing import board
from fuzzing.corpus import FOUND, seeds

GUIDED = ("line", "frame", "messages", "objects", "settings", "pairing")
DONE = re.compile(r"Done (\d+) runs")
COVERED = re.compile(r"cov: (\d+)")


def guided(target: str, seconds: int) -> int:
    """Fuzz a target of the host; return how many inputs found a fault."""
    with TemporaryDirectory(prefix="domotik-fuzz-") as folder:
        for place, octets in enumerate(seeds(target)):
            (Path(folder) / str(place)).write_bytes(octets)
        kept = FOUND / target
        kept.mkdir(parents=True, exist_ok=True)
        told = [f"-max_total_time={seconds}", f"-artifact_prefix={kept}/", "-max_len=400", folder]
        ended = subprocess.run(
            [sys.executable, "-m", "fuzzing.guided", target, *told],
            capture_output=True,
            text=True,
            check=False,
        )
    with suppress(OSError):
        # Goes only when it is empty, and another run may have been quicker.
        kept.rmdir()
    runs, covered = DONE.findall(ended.stderr), COVERED.findall(ended.stderr)
    tell(target, runs[-1] if runs else "?", seconds, f"{covered[-1] if covered else '?'} branches")
    if ended.returncode:
        print(ended.stdout[-2000:], ended.stderr[-500:])
    return int(ended.returncode != 0)


def on_board(target: str, seconds: int, seed: int) -> int:
    """Fuzz a target of the firmware; return how many inputs found a fault."""
    outcome = board.run(target, seconds, seed)
    tell(target, outcome["inputs"], seconds, f"{outcome['free']} bytes free")
    for fault in outcome["faults"]:
        print(fault["input"], fault["error"], sep="\n")
    return len(outcome["faults"])


def tell(target: str, inputs: object, seconds: int, more: str) -> None:
    """Print one target's line."""
    print(f"{target:<10}{inputs:>12} inputs{seconds:>7} s   {more}", flush=True)


def main() -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    every = (*GUIDED, *board.TARGETS)
    parser.add_argument("--target", action="append", choices=every, help="only this; may repeat")
    parser.add_argument("--seed", type=int, help="of the inputs to the firmware (the time)")
    told = parser.parse_args()
    seed = int(time.time()) if told.seed is None else told.seed
    found = 0
    for target in told.target or every:
        if target in GUIDED:
            found += guided(target, told.seconds)
        else:
            found += on_board(target, told.seconds, seed)
    print(f"{found} faults")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
