"""A broker on a pty or TCP socket, built on the wire format: what the host is tested against."""

import asyncio
import os
import pty
import struct
import tty
from collections.abc import Callable
from pathlib import Path

from custom_components.domotik.protocol import wire
from tests.node_frames import NODE

MAC = bytes.fromhex("a0b1c2000001")
OTHER_MAC = bytes.fromhex("a0b1c2000002")


class FakeBroker:
    """Answers requests as the firmware does; tests script the rest through its attributes."""

    def __init__(self, mac: bytes = MAC) -> None:
        """Begin a first start."""
        self.mac = mac
        self.version = wire.PROTOCOL_VERSION
        self.boot_id = 1
        self.channel = 6
        self.firmware = "0.1.0"
        self.dropped = 0
        self.mute: set[int] = set()
        self.greets = True
        self.requests: list[tuple[int, bytes]] = []
        self.ring: dict[int, bytes] = {}
        self.newest = 0
        self.owned: list[bytes] = []
        self.confirms: dict[bytes, bytes] = {}
        self.mail: dict[tuple[bytes, int], bytes] = {}
        self.mail_room = 64
        self.heard: list[tuple[bytes, int, int, int]] = []
        self.write: Callable[[bytes], None] = lambda _: None
        self.lose: set[int] = set()
        self.refuses = ""
        self.parts: list[bytes] = []
        self.sizes: list[int] = []
        self._input = b""
        self._pieces: list[bytes] = []

    def letters(self) -> list[bytes]:
        """Return key and value of the letters that it holds."""
        return [letter[wire.HEADER_SIZE :] for letter in self.mail.values()]

    def asked(self, kind: int) -> list[bytes]:
        """Return the payloads of all requests of a kind so far."""
        return [payload for asked, payload in self.requests if asked == kind]

    def feed(self, chunk: bytes) -> None:
        """Take bytes of the host."""
        *lines, self._input = (self._input + chunk).split(b"\n")
        for line in lines:
            if frame := wire.unpack_line(line):
                self._answer(*frame)

    def restart(self) -> None:
        """Start again: another boot id, an empty ring, a HELLO unasked."""
        self.boot_id += 1
        self.ring.clear()
        self.mail.clear()
        self.newest = 0
        self.write(b"ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET)\r\n")
        self.send(wire.HELLO | wire.REPLY, 0, self._hello())

    def report(self, frame: bytes, mac: bytes = NODE, rssi: int = -60, held_ms: int = 0) -> None:
        """Pass on a radio frame."""
        self.newest += 1
        payload = struct.pack(wire.RECEIVED_HEAD, self.newest, held_ms, mac, rssi) + frame
        self.ring[self.newest] = payload
        if self.newest not in self.lose:
            self.send(wire.RECEIVED, 0, payload)

    def send(self, kind: int, sequence: int, payload: bytes) -> None:
        """Write one frame."""
        self.write(wire.pack_line(kind, sequence, payload))

    def _answer(self, kind: int, sequence: int, payload: bytes) -> None:
        """Carry out a request and reply to it."""
        self.requests.append((kind, payload))
        if kind in self.mute:
            return
        body = getattr(self, f"_on_{kind:02x}", lambda _: b"\x00")(payload)
        self.send(kind | wire.REPLY, sequence, body)

    def _hello(self) -> bytes:
        head = struct.pack(
            wire.HELLO_REPLY, 0, self.version, self.boot_id, self.mac, self.channel, 0
        )
        return head + wire.pack_texts(self.firmware, "ESP32")

    def _on_01(self, _payload: bytes) -> bytes:
        """HELLO: everything kept goes out again, after the reply."""
        asyncio.get_running_loop().call_soon(self._flush, 0)
        return self._hello()

    def _on_02(self, _payload: bytes) -> bytes:
        """PING."""
        return struct.pack(wire.PING_REPLY, 0, self.boot_id, self.newest, len(self.ring))

    def _on_03(self, _payload: bytes) -> bytes:
        """STATS."""
        figures = (60, 100_000, self.newest, self.dropped, 0, 0, 0, 900, 0, 0, len(self.heard))
        return struct.pack(wire.STATS_REPLY, 0, *figures, 0, 0, 1)

    def _on_06(self, payload: bytes) -> bytes:
        """OWN."""
        if payload[0] & wire.OWN_BEGIN:
            self._pieces = []
        self._pieces += [payload[at : at + 6] for at in range(1, len(payload), 6)]
        if payload[0] & wire.OWN_END:
            self.owned = list(self._pieces)
        return b"\x00"

    def _on_07(self, payload: bytes) -> bytes:
        """CONFIRM."""
        number, flags = struct.unpack("<IB", payload)
        if number > self.newest:
            return bytes((wire.RESULT_BAD_PAYLOAD,))
        self.ring = {key: kept for key, kept in self.ring.items() if key > number}
        if flags & wire.CONFIRM_RESEND:
            asyncio.get_running_loop().call_soon(self._flush, number)
        return b"\x00"

    def _on_08(self, payload: bytes) -> bytes:
        """CONFIRM_NODES."""
        while payload:
            end = 7 + payload[6]
            self.confirms[payload[:6]] = payload[7:end]
            payload = payload[end:]
        return b"\x00"

    def _on_09(self, payload: bytes) -> bytes:
        """HEARD, at most four entries a reply."""
        entries = [struct.pack(wire.HEARD_ENTRY, *entry) for entry in self.heard]
        first = payload[0]
        head = struct.pack(wire.HEARD_HEAD, 0, len(entries))
        return head + b"".join(entries[first : first + 4])

    def _on_0a(self, payload: bytes) -> bytes:
        """CONFIGURE the channel."""
        setting, channel = payload
        if setting != wire.CONFIGURE_CHANNEL or channel not in range(1, 14):
            return bytes((wire.RESULT_BAD_PAYLOAD,))
        self.channel = channel
        return b"\x00"

    def _on_0b(self, payload: bytes) -> bytes:
        """MAIL_PUT."""
        mac, key, _ = struct.unpack_from(wire.MAIL_PUT_HEAD, payload)
        if mac not in self.owned:
            return bytes((wire.RESULT_BAD_PAYLOAD,))
        if (mac, key) not in self.mail and len(self.mail) >= self.mail_room:
            return bytes((wire.RESULT_FULL,))
        self.mail.pop((mac, key), None)
        self.mail[mac, key] = payload[struct.calcsize(wire.MAIL_PUT_HEAD) :]
        return b"\x00"

    def _on_0c(self, payload: bytes) -> bytes:
        """MAIL_DROP."""
        mac, key = payload[:6], payload[6]
        for place in [
            each
            for each in self.mail
            if each[0] == mac and (key in {each[1], wire.MAIL_EVERY_KEY})
        ]:
            del self.mail[place]
        return b"\x00"

    def _on_0d(self, payload: bytes) -> bytes:
        """UPDATE: takes every chunk in order, and restarts with what it got."""
        step, value = payload[0], payload[1:]
        if self.refuses:
            reply = struct.pack(wire.UPDATE_REPLY, 0, wire.UPDATE_REFUSED, 0, 0)
            return reply + wire.pack_texts(self.refuses)
        if step == 0:
            self.parts, self.sizes = [b""], [struct.unpack(wire.UPDATE_OFFER, value)[1]]
        elif step == 1:
            self._take_chunk(value)
        else:
            asyncio.get_running_loop().call_later(0.02, self.restart)
        if len(self.parts) > len(self.sizes):
            return struct.pack(wire.UPDATE_REPLY, 0, wire.UPDATE_WHOLE, 0, 0)
        number, place = len(self.parts) - 1, len(self.parts[-1]) // wire.CHUNK_SIZE
        return struct.pack(wire.UPDATE_REPLY, 0, wire.UPDATE_LACKS, number, place)

    def _take_chunk(self, value: bytes) -> None:
        number, place = struct.unpack_from(wire.CHUNK_HEAD, value)
        assert (number, place * wire.CHUNK_SIZE) == (len(self.parts) - 1, len(self.parts[-1]))
        self.parts[-1] += value[struct.calcsize(wire.CHUNK_HEAD) :]
        if number == 0 and len(self.parts[0]) == self.sizes[0]:
            self.sizes += packed_sizes(self.parts[0])
        if len(self.parts[-1]) == self.sizes[number]:
            self.parts.append(b"")

    def _flush(self, after: int) -> None:
        """Send what the ring holds after a number."""
        for number in sorted(self.ring):
            if number > after:
                self.send(wire.RECEIVED, 0, self.ring[number])


class PtyBroker(FakeBroker):
    """A fake broker at the other end of a pty that can be unplugged and plugged in again."""

    def __init__(self, port: Path, mac: bytes = MAC) -> None:
        """Prepare to appear as a path."""
        super().__init__(mac)
        self.port = port
        self._master: int | None = None
        self._slave = -1

    def plug(self) -> None:
        """Let the port appear, ready to answer."""
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        os.set_blocking(self._master, False)
        self._slave = slave
        self.port.symlink_to(os.ttyname(slave))
        asyncio.get_running_loop().add_reader(self._master, self._readable)
        self.write = self._write

    def stall(self) -> None:
        """Take no byte any more, as a device does that has hung up."""
        asyncio.get_running_loop().remove_reader(self._master or 0)

    def unplug(self) -> None:
        """Let the port vanish as if the cable were pulled."""
        if self._master is None:
            return
        asyncio.get_running_loop().remove_reader(self._master)
        self.port.unlink()
        os.close(self._slave)
        os.close(self._master)
        self._master = None
        self.write = lambda _: None

    def _write(self, line: bytes) -> None:
        """Write all of a line, however long."""
        while line and self._master is not None:
            try:
                line = line[os.write(self._master, line) :]
            except BlockingIOError:
                return

    def _readable(self) -> None:
        """Take what the host has written."""
        try:
            self.feed(os.read(self._master or 0, 4096))
        except BlockingIOError, OSError:
            return


def packed_sizes(listed: bytes) -> list[int]:
    """Return how many bytes each file of an update's list takes when packed."""
    sizes, place = [], 1
    for _ in range(listed[0]):
        place += 1 + listed[place]
        sizes.append(struct.unpack_from(wire.LIST_ENTRY, listed, place)[1])
        place += struct.calcsize(wire.LIST_ENTRY)
    return sizes
