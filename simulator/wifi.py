"""Wi-Fi as a board meets it: an access point that may be away, and one board's way into it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum


class Status(IntEnum):
    """What WLAN.status() tells."""

    NO_AP_FOUND = 201
    WRONG_PASSWORD = 202
    IDLE = 1000
    CONNECTING = 1001
    GOT_IP = 1010


@dataclass(slots=True)
class AccessPoint:
    """One access point in reach of all boards; everything can change while it runs."""

    ssid: str = "Home"
    password: str = "correct horse"  # noqa: S105 - it exists in the simulator only
    up: bool = True
    join_seconds: float = 0.02
    rssi: int = -58


@dataclass(slots=True)
class Station:
    """One board's Wi-Fi client."""

    access_point: AccessPoint | None = None
    ssid: str = ""
    key: str = ""
    since: float | None = None
    address: str = ""  # the one that the program chose, empty for DHCP
    now: Callable[[], float] = time.monotonic

    def join(self, ssid: str, key: str) -> None:
        """Begin to join a network."""
        self.ssid, self.key, self.since = ssid, key, self.now()

    def leave(self) -> None:
        """Forget the network; so does a board that starts anew."""
        self.since = None
        self.address = ""

    def status(self) -> Status:
        """Return how far it is."""
        point = self.access_point
        if self.since is None:
            return Status.IDLE
        if point is None or not point.up or point.ssid != self.ssid:
            return Status.NO_AP_FOUND
        if self.now() - self.since < point.join_seconds:
            return Status.CONNECTING
        return Status.GOT_IP if point.password == self.key else Status.WRONG_PASSWORD

    def rssi(self) -> int:
        """Return the signal in dBm, 0 outside of every network."""
        return self.access_point.rssi if self.access_point else 0
