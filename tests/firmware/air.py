"""What is in the air around a broker that is alone: a test speaks for all nodes."""

import asyncio
import struct

from custom_components.domotik.protocol import wire
from simulator.ether import Frame
from simulator.home import Home
from simulator.radio import Radio

from .host import Host

NODE = bytes.fromhex("24dcc3a1b2c3")
STRANGER = bytes.fromhex("24dcc3a1b2c4")
CHANNEL = 6


class Air:
    """Speaks to the broker as nodes do, and listens to what it answers."""

    def __init__(self, home: Home) -> None:
        """Listen to the home's ether."""
        self._home = home
        self.answers: list[Frame] = []
        self._arrive(NODE)
        self._arrive(STRANGER)
        home.ether.taps.append(self._listen)

    def _arrive(self, mac: bytes) -> None:
        """Have a radio that acknowledges what is sent to it."""
        self._home.ether.add(Radio(mac, on=True, channel=CHANNEL))

    def _listen(self, frame: Frame) -> None:
        if frame.source == self._home.broker.board.mac:
            self.answers.append(frame)

    def send(self, mac: bytes, counter: int, kind: int = wire.REPORT, flags: int = 0) -> None:
        """Let a frame of a node arrive."""
        message = wire.pack_header(kind, flags, 1, counter)
        self.send_raw(mac, message + struct.pack(wire.REPORT_HEAD, counter, counter))

    def send_raw(self, mac: bytes, message: bytes) -> None:
        """Let any bytes arrive."""
        frame = Frame(mac, self._home.broker.board.mac, CHANNEL, message)
        self._home.ether.inject(frame)

    def sleep(self, mac: bytes) -> None:
        """Let a node take nothing any more."""
        self._home.ether.radios[mac].on = False

    def wake(self, mac: bytes) -> None:
        """Let a node listen again."""
        self._home.ether.radios[mac].on = True

    def answers_to(self, mac: bytes) -> list[bytes]:
        """Return what the broker has answered to one of them."""
        return [frame.message for frame in self.answers if frame.destination == mac]

    async def answer_to(self, mac: bytes) -> bytes:
        """Return the first answer to one of them."""
        async with asyncio.timeout(30):
            while not self.answers_to(mac):
                await asyncio.sleep(0.002)
        return self.answers_to(mac)[0]

    async def answer(self, count: int = 1) -> bytes:
        """Return the n-th answer of the broker."""
        async with asyncio.timeout(30):
            while len(self.answers) < count:
                await asyncio.sleep(0.002)
        return self.answers[count - 1].message


def status(ack: bytes) -> int:
    """Return what an ACK says."""
    assert ack[0] & 0x0F == wire.ACK
    return ack[wire.HEADER_SIZE]


def stats(payload: bytes) -> dict[str, int]:
    """Return the figures of a STATS reply that tests look at."""
    fields = struct.unpack(wire.STATS_REPLY, payload)
    return {
        "kept": fields[3],
        "dropped": fields[4],
        "repeated": fields[5],
        "foreign": fields[6],
        "bad_lines": fields[7],
        "ring": fields[9],
        "mail": fields[10],
        "owned": fields[12],
        "strangers": fields[13],
    }


async def counted(host: Host, figure: str, least: int) -> None:
    """Wait until a figure of the broker is as high as that."""
    async with asyncio.timeout(20):
        while stats(await host.request(wire.STATS))[figure] < least:
            await asyncio.sleep(0.02)
