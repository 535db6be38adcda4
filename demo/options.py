"""What `scripts/demo` can be told."""

import argparse
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The demo's command line; `interval` in s, `loss` from 0 to 1, `seconds` None for ever."""

    nodes: int
    interval: int
    loss: float
    port: int
    config: Path | None
    browser: bool
    seconds: float | None
    report: Path | None
    influxdb: bool
    mqtt: bool


def _loss(text: str) -> float:
    """Return a share from 0 to below 1; 20 and 20% mean 0.2."""
    share = float(text.removesuffix("%"))
    share = share / 100 if share >= 1 or text.endswith("%") else share
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a share of lost frames, such as 0.2")
    return share


def _count(text: str) -> int:
    """Return a whole number above 0."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def parse(arguments: list[str] | None = None) -> Options:
    """Return the options; a mistake ends the program with a sentence."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Run a simulated home that reports to a real Home Assistant.",
    )
    add = parser.add_argument
    add("--nodes", type=_count, default=4, metavar="N", help="rooms with a node (4)")
    add("--interval", type=_count, default=10, metavar="S", help="seconds between readings (10)")
    add("--loss", type=_loss, default=0.0, metavar="P", help="share of radio frames lost (0)")
    add("--port", type=_count, default=8123, metavar="N", help="Home Assistant's port (8123)")
    add("--config", type=Path, metavar="DIR", help="configuration kept between runs")
    add("--no-browser", dest="browser", action="store_false", help="don't open a browser")
    add("--seconds", type=float, metavar="S", help="stop after so many seconds")
    add("--influxdb", action="store_true", help="run an InfluxDB too, and write readings to it")
    add("--mqtt", action="store_true", help="run a Mosquitto too, and two rooms by Wi-Fi")
    add("--report", type=Path, metavar="FILE", help="write truth and states as JSON at the end")
    return Options(**vars(parser.parse_args(arguments)))
