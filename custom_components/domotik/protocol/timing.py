"""How long the host waits for what; seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of a session; tests shorten them."""

    reply: float = 1.0
    # Opening a port can reset the board, which then needs a few seconds to start.
    hello: float = 6.0
    ping: float = 5.0
    stats: float = 60.0
    settle: float = 1.0
    # A full ring takes a bit over a second at 115200 baud, and longer while Home Assistant starts.
    catch_up: float = 8.0
    first_retry: float = 1.0
    last_retry: float = 30.0
    look_for_port: float = 1.0
