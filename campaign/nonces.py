"""Whether a nonce ever came twice: all sealed frames in the air, by what went into the seal."""

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from custom_components.domotik.protocol import wire
from simulator.ether import Frame
from simulator.home import Home

SEALED_ACK_SIZE = wire.ACK_HEAD_SIZE + wire.CONFIRM_SIZE + wire.TAG_SIZE
type Nonce = tuple[bytes, int, int, int]  # the node's MAC, kind and direction, epoch, counter


class NonceWatch:
    """Keeps what was sealed under each nonce, of the nodes and of the host, and what differed."""

    def __init__(self, home: Home) -> None:
        """Watch the boards of a home that runs."""
        self.sealed: dict[tuple[bytes, Nonce], bytes] = {}
        self.reused: list[Nonce] = []
        self._home = home
        self._broker = home.broker.board.mac
        self._keys = {node.mac: {node.key} for node in home.nodes if node.key}
        home.ether.taps.append(self._see)

    def epochs(self, mac: bytes) -> list[int]:
        """Return the epochs of a node, in the order in which they began."""
        return list(dict.fromkeys(nonce[2] for _, nonce in self.sealed if nonce[0] == mac))

    def _see(self, frame: Frame) -> None:
        header = wire.unpack_header(frame.message)
        if header is None:
            return
        kind, flags, epoch, counter = header
        clear, body = frame.message[: wire.HEADER_SIZE], frame.message[wire.HEADER_SIZE :]
        if frame.source in self._keys and flags & wire.SEALED:
            self._note((frame.source, kind, epoch, counter), clear, body)
        elif frame.source != self._broker or frame.destination not in self._keys:
            return
        elif kind == wire.MAIL and flags & wire.SEALED:
            self._note((frame.destination, kind | wire.DOWNLINK, epoch, counter), clear, body)
        elif kind == wire.ACK and len(body) == SEALED_ACK_SIZE:
            confirm = body[wire.ACK_HEAD_SIZE :]
            clear, body = confirm[: wire.CONFIRM_CLEAR_SIZE], confirm[wire.CONFIRM_CLEAR_SIZE :]
            epoch, counter = struct.unpack("<IH", clear)
            self._note((frame.destination, kind | wire.DOWNLINK, epoch, counter), clear, body)

    def _note(self, nonce: Nonce, clear: bytes, body: bytes) -> None:
        """Hold what was sealed against what the same key has sealed under this nonce."""
        used = self._key(nonce, clear, body), nonce
        if self.sealed.setdefault(used, clear + body) != clear + body:
            self.reused.append(nonce)

    def _key(self, nonce: Nonce, clear: bytes, body: bytes) -> bytes:
        """Return the key that a frame was sealed with, of those that its node has had."""
        known = self._keys[nonce[0]]
        known |= {node.key for node in self._home.nodes if node.mac == nonce[0]}
        return next(key for key in known if opens(key, wire.nonce(*nonce), clear, body))


def opens(key: bytes, nonce: bytes, clear: bytes, body: bytes) -> bool:
    """Tell whether a key opens what was sealed."""
    try:
        AESCCM(key, tag_length=wire.TAG_SIZE).decrypt(nonce, body, clear)
    except InvalidTag:
        return False
    return True
