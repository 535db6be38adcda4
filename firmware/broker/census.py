"""Who is who: the nodes that the host owns, and the strangers that were heard."""

import struct
import time

import settings
import wire

KEY = "owned"
OWNED_MAX = 600
HEARD_MAX = 32
AGE_MAX = 0xFFFF


class Node:
    """What the broker knows of a node it serves: the frame it kept last, and its confirm."""

    def __init__(self) -> None:
        # Of the whole frame: somebody else's with its epoch and counter must not pass for it.
        self.crc = -1
        self.confirm = b""


class Census:
    """Owned nodes by MAC, kept in flash, and at most 32 strangers, last heard last."""

    def __init__(self) -> None:
        blob = settings.read_blob(KEY, OWNED_MAX * 6)
        self.owned = {blob[i : i + 6]: Node() for i in range(0, len(blob), 6)}
        self._coming: "dict[bytes, Node]" = {}
        self._heard: "list[tuple[bytes, int, int, int]]" = []

    def own(self, flags: int, macs: bytes) -> bool:
        """Take a piece of the host's list; the last piece puts it in force. False if too long."""
        if flags & wire.OWN_BEGIN:
            self._coming = {}
        for start in range(0, len(macs), 6):
            mac = macs[start : start + 6]
            self._coming[mac] = self.owned.get(mac) or Node()
        if len(self._coming) > OWNED_MAX:
            return False
        if flags & wire.OWN_END:
            self._adopt(self._coming)
        return True

    def _adopt(self, nodes: "dict[bytes, Node]") -> None:
        """Serve these nodes from now on, also after a power cut."""
        self.owned = nodes
        self._heard = [entry for entry in self._heard if entry[0] not in nodes]
        settings.write_blob(KEY, b"".join(sorted(nodes)))

    def hear(self, mac: bytes, rssi: int, flags: int) -> None:
        """Remember a stranger; the one heard longest ago makes room."""
        for place, entry in enumerate(self._heard):
            if entry[0] == mac:
                self._heard.pop(place)
                break
        if len(self._heard) == HEARD_MAX:
            self._heard.pop(0)
        self._heard.append((mac, rssi, time.ticks_ms(), flags))

    def heard(self) -> int:
        """Return how many strangers are remembered."""
        return len(self._heard)

    def entries(self, first: int, count: int) -> bytes:
        """Return HEARD entries from `first` on."""
        now = time.ticks_ms()
        packed = b""
        for mac, rssi, when, flags in self._heard[first : first + count]:
            age = min(time.ticks_diff(now, when) // 1000, AGE_MAX)
            packed += struct.pack(wire.HEARD_ENTRY, mac, rssi, age, flags)
        return packed
