"""Frames of somebody who has no key: in other names, and with what was heard in the air."""

import random
import struct
from collections import deque
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from custom_components.domotik.protocol import wire
from simulator.ether import Frame
from simulator.home import Home

MADE_UP_MACS = 10_000
MEMORY = 20_000  # frames that are remembered
STRANGERS_KEY = bytes(range(16))
KINDS = (wire.REPORT, wire.ANNOUNCE, wire.PROBE)
BODY_MAX = wire.FRAME_MAX - wire.HEADER_SIZE
type Forge = Callable[[], Frame]


class Forger:
    """Hears all that nodes and broker say, and makes frames out of it."""

    def __init__(self, home: Home, seed: int = 0) -> None:
        """Listen to a home that runs."""
        self.heard: deque[Frame] = deque(maxlen=MEMORY)
        self.confirms: deque[tuple[bytes, bytes]] = deque(maxlen=MEMORY)
        self.boot_id = b"\0\0\0\0"
        self._luck = random.Random(seed)
        self._broker = home.broker.board.mac
        self._channel = home.plan.channel
        self._nodes = [node.mac for node in home.nodes]
        home.ether.taps.append(self._listen)

    def in_a_nodes_name(self) -> list[Forge]:
        """Return the ways to speak in the name of a node."""
        return [self.replayed, self.flipped, self.cut, self.sealed_wrongly, self.open, self.noise]

    def stranger(self) -> Frame:
        """Return a frame of one of many MACs that were never there."""
        number = self._luck.randrange(MADE_UP_MACS)
        body = self._luck.randbytes(self._luck.randrange(60))
        header = wire.pack_header(self._luck.choice(KINDS), self._luck.randrange(4), 1, number)
        return self._to_broker(b"\x02\xff" + number.to_bytes(4), header + body)

    def replayed(self) -> Frame:
        """Return what a node has sent before."""
        return self._luck.choice(self.heard) if self.heard else self.noise()

    def flipped(self) -> Frame:
        """Return what a node has sent, with one bit that is not as it was."""
        frame = self.replayed()
        message = bytearray(frame.message)
        message[self._luck.randrange(len(message))] ^= 1 << self._luck.randrange(8)
        return self._to_broker(frame.source, bytes(message))

    def cut(self) -> Frame:
        """Return the start of what a node has sent."""
        frame = self.replayed()
        end = self._luck.randrange(1, len(frame.message) + 1)
        return self._to_broker(frame.source, frame.message[:end])

    def sealed_wrongly(self) -> Frame:
        """Return a report that is right in all but the key, with a counter that is to come."""
        mac, epoch, counter = self._next()
        header = wire.pack_header(wire.REPORT, wire.SEALED | wire.CLAIMED, epoch, counter)
        nonce = wire.nonce(mac, wire.REPORT, epoch, counter)
        aes = AESCCM(STRANGERS_KEY, tag_length=wire.TAG_SIZE)
        return self._to_broker(mac, header + aes.encrypt(nonce, self._report(), header))

    def open(self) -> Frame:
        """Return a report that is right in all but that it is not sealed."""
        mac, epoch, counter = self._next()
        header = wire.pack_header(wire.REPORT, wire.CLAIMED, epoch, counter)
        return self._to_broker(mac, header + self._report())

    def noise(self) -> Frame:
        """Return random bytes behind the header of a report."""
        header = wire.pack_header(wire.REPORT, wire.SEALED, self._luck.getrandbits(32), 1)
        body = self._luck.randbytes(self._luck.randrange(BODY_MAX))
        return self._to_broker(self._luck.choice(self._nodes), header + body)

    # --- What a node could take for the broker's ---

    def ack(self, to: bytes, epoch: int, counter: int) -> Frame:
        """Return an ACK to a frame that has just been heard."""
        status = self._luck.choice((wire.KEPT, wire.KEPT, wire.FULL, wire.NOT_MINE, 77))
        letters = self._luck.choice((0, 0, 3, 255))
        header = wire.pack_header(wire.ACK, 0, epoch, counter)
        body = bytes((status, letters)) + self.boot_id + self.confirm()
        return self._to_node(to, (header + body)[: self._luck.choice((12, 250, 250, 250))])

    def kept(self, to: bytes, epoch: int, counter: int) -> Frame:
        """Return the ACK that lulls a node best: all is well, and an old confirm of its own."""
        own = [confirm for mac, confirm in self.confirms if mac == to]
        header = wire.pack_header(wire.ACK, 0, epoch, counter)
        body = bytes((wire.KEPT, 0)) + self.boot_id + (own[-1] if own else b"")
        return self._to_node(to, header + body)

    def confirm(self) -> bytes:
        """Return a confirm that was made for somebody else, before, or never."""
        if self.confirms and self._luck.random() < 0.5:
            return self._luck.choice(self.confirms)[1]
        size = self._luck.choice((0, wire.CONFIRM_SIZE, wire.CONFIRM_SIZE + wire.TAG_SIZE, 30))
        return self._luck.randbytes(size)

    def mail(self, to: bytes, epoch: int) -> Frame:
        """Return mail that tells the node to sleep for hours."""
        body = bytes((wire.MAIL_INTERVAL,)) + struct.pack("<H", 0xFFFF)
        header = wire.pack_header(wire.MAIL, self._luck.randrange(2), epoch, 0x7000)
        return self._to_node(to, header + body + self._luck.choice((b"", bytes(wire.TAG_SIZE))))

    def probe_reply(self, to: bytes, epoch: int, counter: int) -> Frame:
        """Return the invitation of a broker that isn't there."""
        channel = self._luck.choice((self._channel, 1, 13, 200))
        header = wire.pack_header(wire.PROBE_REPLY, 0, epoch, counter)
        body = bytes((wire.KEPT, channel)) + self.boot_id
        return Frame(b"\x02\xee" + self._luck.randbytes(4), to, self._channel, header + body)

    def _listen(self, frame: Frame) -> None:
        if frame.source in self._nodes and frame.destination == self._broker:
            self.heard.append(frame)
        elif frame.source == self._broker and frame.message[0] & 0x0F == wire.ACK:
            body = frame.message[wire.HEADER_SIZE :]
            self.boot_id = body[2:6]
            if len(body) > wire.ACK_HEAD_SIZE:
                self.confirms.append((frame.destination, body[wire.ACK_HEAD_SIZE :]))

    def _next(self) -> tuple[bytes, int, int]:
        """Return a node's MAC, its epoch, and the counter of its next frame."""
        mac = self._luck.choice(self._nodes)
        last = next((frame for frame in reversed(self.heard) if frame.source == mac), None)
        header = wire.unpack_header(last.message) if last else None
        return (mac, header[2], header[3] + 1 & 0xFFFF) if header else (mac, 1, 0)

    def _report(self) -> bytes:
        """Return the body of a report of a frosty room."""
        sample = wire.pack_sample(0x7000, 1000, [(wire.TEMPERATURE, -2000)])
        return struct.pack(wire.REPORT_HEAD, 2000, 0x7000) + sample

    def _to_broker(self, mac: bytes, message: bytes) -> Frame:
        return Frame(mac, self._broker, self._channel, message)

    def _to_node(self, mac: bytes, message: bytes) -> Frame:
        return Frame(self._broker, mac, self._channel, message)
