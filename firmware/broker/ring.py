"""Received frames, kept until the host confirms them, in memory that is allocated once."""

import struct
import time
from array import array

import wire

SLOTS = 128
CHUNK = 16  # slots allocated together: 32 kB in one piece is not to be had in a used heap


class Ring:
    """The last unconfirmed frames, by receive number; `newest` is the last number given."""

    def __init__(self) -> None:
        self._chunks = [
            memoryview(bytearray(CHUNK * wire.FRAME_MAX)) for _ in range(SLOTS // CHUNK)
        ]
        self._macs = memoryview(bytearray(SLOTS * 6))
        self._lengths = bytearray(SLOTS)
        self._rssi = array("b", bytes(SLOTS))
        self._arrived = array("I", bytes(4 * SLOTS))
        self.oldest = 1
        self.newest = 0
        self.next = 1

    def depth(self) -> int:
        """Return how many frames wait for the host's confirmation."""
        return self.newest - self.oldest + 1

    def full(self) -> bool:
        """Tell whether there is no room."""
        return self.depth() == SLOTS

    def keep(self, mac: bytes, rssi: int, frame: memoryview) -> None:
        """Keep a frame under the next receive number; the ring must not be full."""
        self.newest += 1
        slot = self.newest % SLOTS
        self._place(slot, len(frame))[:] = frame
        self._macs[slot * 6 : slot * 6 + 6] = mac
        self._lengths[slot] = len(frame)
        self._rssi[slot] = rssi
        self._arrived[slot] = time.ticks_ms()

    def confirm(self, number: int, resend: bool) -> bool:
        """Forget frames up to a number, and if asked send what follows again; False if absurd."""
        if number > self.newest:
            return False
        self.oldest = max(self.oldest, number + 1)
        self.next = self.oldest if resend else max(self.next, self.oldest)
        return True

    def rewind(self) -> None:
        """Send everything that is kept again."""
        self.next = self.oldest

    def take(self) -> bytes:
        """Return the payload of the next RECEIVED, empty when all have gone out."""
        if self.next > self.newest:
            return b""
        slot = self.next % SLOTS
        held = time.ticks_diff(time.ticks_ms(), self._arrived[slot])
        mac = bytes(self._macs[slot * 6 : slot * 6 + 6])
        head = struct.pack(wire.RECEIVED_HEAD, self.next, held, mac, self._rssi[slot])
        self.next += 1
        return head + bytes(self._place(slot, self._lengths[slot]))

    def _place(self, slot: int, length: int) -> memoryview:
        """Return the memory of a slot's frame."""
        start = slot % CHUNK * wire.FRAME_MAX
        return self._chunks[slot // CHUNK][start : start + length]
