"""ESP-NOW: channel, peers, sending without waiting. The only file that imports espnow."""

import time

import espnow
import network

BROADCAST = b"\xff" * 6
# One peer fewer than ESP-NOW holds, so that the broadcast peer always fits.
PEERS_MAX = 19
# Few: what lives on between two collections tears the heap into pieces.
STRANGERS_MAX = 20
# Frames whose fate is of interest still; ESP-NOW holds fewer.
FLYING_KNOWN = 32
RECEIVE_BUFFER = 8192
FRAME_MAX = 250


class Radio:
    """The board's radio, and where its last frame came from."""

    def __init__(self) -> None:
        self._station = network.WLAN(network.STA_IF)
        self._espnow = espnow.ESPNow()
        self._peers: "list[bytes]" = []
        # To whom frames are under way, the first one first.
        self._flying: "list[bytes]" = []
        self._resolved = 0
        frame = bytearray(FRAME_MAX)
        # As the driver wants it: sender, bytes, RSSI, time.
        self._received: "list" = [bytes(6), frame, 0, 0]
        self._view = memoryview(frame)
        self.failures = 0

    def on(self, channel: int) -> None:
        """Start listening on a channel; Wi-Fi state survives a soft reset, so clear it first."""
        network.WLAN(network.AP_IF).active(False)
        self._station.active(True)
        self._station.disconnect()
        self.tune(channel)
        self._espnow.config(rxbuf=RECEIVE_BUFFER)
        self._espnow.active(True)

    def off(self) -> None:
        """Stop the radio: it must be off before the board sleeps."""
        self._espnow.active(False)
        self._station.active(False)
        self._peers = []
        self._flying = []

    def tune(self, channel: int) -> None:
        """Change to a channel."""
        self._station.config(channel=channel)

    def mac(self) -> bytes:
        """Return this board's address."""
        return self._station.config("mac")

    def pollable(self) -> espnow.ESPNow:
        """Return what select.poll takes."""
        return self._espnow

    def receive(self, timeout_ms: int) -> "memoryview | None":
        """Return the next frame, valid until the next call; None when there was none."""
        try:
            length = self._espnow.recvinto(self._received, timeout_ms)
        except ValueError:
            # The receive buffer was out of step and has been emptied by the driver.
            return None
        return self._view[:length] if length else None

    def sender(self) -> bytes:
        """Return the MAC of the last frame's sender."""
        return bytes(self._received[0])

    def rssi(self) -> int:
        """Return the last frame's signal in dBm."""
        return self._received[2]

    def waited_ms(self) -> int:
        """Return how long ago the last frame arrived."""
        return time.ticks_diff(time.ticks_ms(), self._received[3])

    def send(self, mac: bytes, frame: bytes) -> bool:
        """Hand a frame to the radio without waiting for its fate; False when it was refused."""
        try:
            self._remember(mac)
            self._espnow.send(mac, frame, False)
        except OSError:
            self.failures += 1
            return False
        if len(self._flying) >= FLYING_KNOWN:
            self.look()
        self._flying.append(mac)
        return True

    def flying(self, mac: bytes) -> int:
        """Return how many frames to somebody are still under way."""
        return self._flying.count(mac)

    def flying_in_all(self) -> int:
        """Return how many frames are still under way."""
        return len(self._flying)

    def look(self) -> None:
        """Learn which frames are no longer under way: they end in their order."""
        if self._flying:
            sent, resolved, _, _, _ = self._espnow.stats()
            self._flying = self._flying[resolved - self._resolved :] if sent != resolved else []
            self._resolved = resolved

    def dropped(self) -> int:
        """Return how many frames the receive buffer had no room for."""
        return self._espnow.stats()[4]

    def strangers(self) -> int:
        """Return the size of the driver's table of senders, which never shrinks by itself."""
        return len(self._espnow.peers_table)

    def forget_strangers(self) -> None:
        """Empty the table when it has grown: made-up MACs could fill the heap with it."""
        if self.strangers() > STRANGERS_MAX:
            self._espnow.peers_table.clear()

    def _remember(self, mac: bytes) -> None:
        """Make a MAC a peer, which sending needs; the least recently used one makes room."""
        if mac in self._peers:
            self._peers.remove(mac)
        else:
            if len(self._peers) == PEERS_MAX:
                self._espnow.del_peer(self._peers.pop(0))
            self._espnow.add_peer(mac)
        self._peers.append(mac)
