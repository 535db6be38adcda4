"""`scripts/battery`: how long a node lasts on a battery, and what empties it."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from simulator import chart
from simulator.battery import SELF_DISCHARGE
from simulator.boards import BOARDS
from simulator.charge import CLOCK_MA
from simulator.lifetime import BOOT_MC, CHIPS, GROUNDS, Habits, Lifetime, lifetime, wake_mc

INTERVALS = {
    30: "30 s",
    60: "1 min",
    120: "2 min",
    300: "5 min",
    600: "10 min",
    1800: "30 min",
    3600: "1 h",
}
DAYS = (3, 10, 30, 100, 300, 1000)
DRAWN = ("lolin32", "tinys2", "lolin32-v1", "firebeetle-e-uncut", "devkitc", "lilygo-oled")
NOTE = "A model: figures that others have measured, put together; no battery was emptied for it."


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(prog="scripts/battery", description=__doc__, epilog=NOTE)
    usual = Habits()
    parser.add_argument("--battery", choices=SELF_DISCHARGE, default=usual.battery)
    parser.add_argument("--capacity", type=float, default=usual.capacity_mah, help="in mAh")
    parser.add_argument("--board", choices=BOARDS, default=usual.board, metavar="BOARD")
    parser.add_argument("--interval", type=float, default=usual.interval, help="s between looks")
    parser.add_argument("--heartbeat", type=float, default=usual.heartbeat, help="s at most")
    parser.add_argument("--sensors", default=",".join(usual.sensors), help="with commas between")
    parser.add_argument("--profile", choices=BOOT_MC, default=usual.profile)
    parser.add_argument(
        "--moved", type=float, default=usual.moved, help="share of looks with news"
    )
    parser.add_argument("--loss", type=float, default=usual.loss, help="share of reports lost")
    parser.add_argument(
        "--divider", type=float, default=usual.divider_kohm, help="in kΩ, both resistors"
    )
    parser.add_argument("--cpu-mhz", type=int, choices=CLOCK_MA, default=usual.cpu_mhz)
    parser.add_argument("--awake-ms", type=float, help="awake time that Home Assistant shows")
    parser.add_argument("--boards", action="store_true", help="list the boards")
    parser.add_argument("--plot", type=Path, help="draw a picture, such as lifetime.png")
    return parser.parse_args()


def habits(options: argparse.Namespace) -> Habits:
    """Return what was asked for; a mistake ends the program with a sentence."""
    sensors = tuple(name for name in options.sensors.split(",") if name)
    unknown = [name for name in sensors if name not in CHIPS]
    if unknown:
        sys.exit(f"--sensors: there is no {unknown[0]}; there are: {', '.join(CHIPS)}")
    for name in ("capacity", "interval", "heartbeat", "divider"):
        if getattr(options, name) <= 0:
            sys.exit(f"--{name} must be above 0")
    for name in ("moved", "loss"):
        if not 0 <= getattr(options, name) <= 1:
            sys.exit(f"--{name} must be from 0 to 1")
    return Habits(
        battery=options.battery,
        capacity_mah=options.capacity,
        board=options.board,
        interval=options.interval,
        heartbeat=max(options.heartbeat, options.interval),
        sensors=sensors,
        profile=options.profile,
        moved=options.moved,
        loss=options.loss,
        divider_kohm=options.divider,
        cpu_mhz=options.cpu_mhz,
        awake_ms=options.awake_ms,
    )


def show(asked: Habits, told: Lifetime) -> None:
    """Print the lifetime and what it is made of."""
    wake = sum(wake_mc(asked).values())
    total = sum(told.terms.values())
    print(f"{told.days:.0f} days (model) on {asked.capacity_mah:g} mAh {asked.battery}")
    print(f"most goes to: {told.dominant}\n")
    for name, microamps in sorted(told.terms.items(), key=lambda term: -term[1]):
        share = 100 * microamps / total
        print(f"  {name:20} {microamps:8.1f} µA  {share:4.0f} %  {GROUNDS[name]}")
    print(f"  {'together':20} {total:8.1f} µA\n")
    print(f"A wake takes {wake:.1f} mC; {100 * asked.reported:.0f} % of the looks are reported.")
    print(NOTE)


def list_boards() -> None:
    """Print the boards and who measured them."""
    for name, board in BOARDS.items():
        print(f"{name:20} {board.sleep_ua:7g} µA asleep  {board.title} [{board.source}]")


def plot(asked: Habits, file: Path) -> None:
    """Draw the lifetime over the interval, for some boards and the one asked for."""
    lines = {}
    for name in dict.fromkeys((asked.board, *DRAWN)):
        at = [replace(asked, board=name, interval=float(each)) for each in INTERVALS]
        days = [lifetime(replace(one, heartbeat=max(one.heartbeat, one.interval))) for one in at]
        lines[f"{name} ({BOARDS[name].sleep_ua:g} µA)"] = [
            (one.interval, told.days) for one, told in zip(at, days, strict=True)
        ]
    title = f"Days on {asked.capacity_mah:g} mAh {asked.battery}, {asked.profile} firmware (model)"
    ticks = {float(each): name for each, name in INTERVALS.items()}
    chart.save(chart.draw(title, lines, ticks, DAYS), file)


def main() -> None:
    """Run the command."""
    options = arguments()
    if options.boards:
        list_boards()
        return
    asked = habits(options)
    show(asked, lifetime(asked))
    if options.plot:
        plot(asked, options.plot)


if __name__ == "__main__":
    main()
