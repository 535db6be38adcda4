"""Measures every way in turn, several times over, and prints them side by side."""

import argparse
import json
import subprocess
import sys
from statistics import median

from benchmarks.reading.ways import WAYS

ROUNDS = 3


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark reading", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default: {ROUNDS}")
    rounds = parser.parse_args().rounds
    found: dict[str, list[dict[str, float]]] = {way.name: [] for way in WAYS}
    for number in range(rounds):
        for name, results in found.items():
            print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr)
            results.extend(measured(name))
    show({name: results for name, results in found.items() if results})


def measured(name: str) -> list[dict[str, float]]:
    """Measure a way in a process of its own; nothing when this machine lacks what it needs."""
    command = (sys.executable, "-m", "benchmarks.reading.measure", name)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: left out: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return []
    return [json.loads(done.stdout.splitlines()[-1])]


def show(found: dict[str, list[dict[str, float]]]) -> None:
    """Print medians and spread."""
    floor = median(result["us"] for result in found[WAYS[0].name])
    print("| way | CPU us per reading | least to most | times the floor | states written |")
    print("|---|---:|---:|---:|---:|")
    for name, results in found.items():
        spent = sorted(result["us"] for result in results)
        states = median(result["states"] for result in results)
        print(
            f"| {name} | {median(spent):.0f} | {spent[0]:.0f} to {spent[-1]:.0f} "
            f"| {median(spent) / floor:.2f} | {states:.1f} |"
        )


if __name__ == "__main__":
    main()
