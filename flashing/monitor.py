"""`scripts/flash monitor`: what a board says, for a human.

It asks a broker to speak, and confirms nothing: all that it shows still reaches Home Assistant.
"""

import itertools
import time
from collections.abc import Iterator

from custom_components.domotik.protocol import wire
from flashing.describe import described
from flashing.errors import CableError
from flashing.line import Line
from flashing.talk import say

ASK_SECONDS = 5.0
STATS_EVERY = 12  # questions


def monitor(port: str) -> None:
    """Print a board's lines until Ctrl-C."""
    say(f"Listening to {port}; Ctrl-C ends it. Nothing is taken from Home Assistant.")
    with Line(port) as line:
        try:
            for questions in _questions():
                line.write(b"".join(questions))
                for heard in filter(None, line.lines(ASK_SECONDS)):
                    say(f"{time.strftime('%H:%M:%S')}  {described(heard)}")
        except OSError as error:
            raise CableError("listening", error) from error


def _questions() -> Iterator[list[bytes]]:
    """Yield what to ask, each time: a session first, then signs of life, now and then figures."""
    for number in itertools.count(1):
        kinds = [wire.HELLO] if number == 1 else [wire.PING]
        if number % STATS_EVERY == 1:
            kinds += [wire.STATS, wire.HEARD]
        yield [wire.pack_line(kind, number, _payload(kind)) for kind in kinds]


def _payload(kind: int) -> bytes:
    return {wire.HELLO: bytes((wire.PROTOCOL_VERSION,)), wire.HEARD: b"\0"}.get(kind, b"")
