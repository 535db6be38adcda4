"""The broker: acknowledges nodes first, keeps what they say until the host has it."""

import gc
import os
import select
import struct
import sys
import time
from binascii import crc32
from mailbox import Mailbox

import health
import machine
import requests
import settings
import start
import updating
import wire
from allowance import Allowance
from census import Census
from console import NEVER, Console
from radio import Radio
from ring import Ring

DEFAULTS = {"channel": 6, "baud": 115200, "model": ""}
SESSION_MS = 15_000
IDLE_MS = 500
FRAMES_A_ROUND = 4  # before the host is served again, however many come
# Whoever is not ours is answered this rarely: an answer that nobody takes lasts 26 ms.
STRANGERS_AT_ONCE = 4
STRANGER_EVERY_MS = 200
# Answers under way, to one node and in all: each that is for a sleeper holds up the others for
# 26 ms, and nobody listens for much longer than 100 ms. Who gets none asks again.
FLYING_MAX = 2
FLYING_IN_ALL = 3


class Broker:
    """One radio, one serial line, and what is between them."""

    def __init__(self, stored: dict) -> None:
        self.settings = stored
        self.channel = stored["channel"]
        self.boot_id = struct.unpack("<I", os.urandom(4))[0]
        self.radio = Radio()
        self.console = Console(stored["baud"])
        self.ring = Ring()
        self.census = Census()
        self.mailbox = Mailbox()
        self._strangers = Allowance(STRANGERS_AT_ONCE, STRANGER_EVERY_MS)
        self.kept = self.dropped = self.repeated = self.foreign = 0
        self.longest_ack_ms = 0
        self.after_reply = None
        self._running = True
        self.greeted = False
        self._session = False
        self._host_heard = time.ticks_ms()
        self._started = time.time()

    def run(self) -> None:
        """Serve radio and host until the host says EXIT."""
        self.radio.on(self.channel)
        self._say(wire.HELLO | wire.REPLY, 0, requests.greeting(self))
        # Without a rest to collect in, too.
        gc.collect()
        gc.threshold(gc.mem_free() // 4)
        poller = select.poll()
        poller.register(sys.stdin, select.POLLIN)
        poller.register(self.radio.pollable(), select.POLLIN)
        wait = 0
        while self._running:
            idle = wait > 0
            for source, event in poller.ipoll(wait):
                idle = False
                if source is sys.stdin and event & select.POLLIN:
                    self._hear_host()
            if idle:
                self._rest()
            self._serve_nodes()
            wait = self._feed_host()
        self.console.flush()
        self.console.release()
        self.radio.off()

    def _rest(self) -> None:
        """Tidy up while there is nothing to do."""
        gc.collect()
        self.radio.forget_strangers()
        if health.failing(self.uptime_s()) or updating.lonely(self.uptime_s()):
            print("memory runs out, or no host greets: restarting")
            self.radio.off()
            machine.reset()

    def stop(self) -> None:
        """End `run` after this round."""
        self._running = False

    def move(self, channel: int) -> None:
        """Serve another channel."""
        self.channel = channel
        self.radio.tune(channel)

    def uptime_s(self) -> int:
        """Return seconds since the start."""
        return time.time() - self._started

    # --- Nodes ---

    def _serve_nodes(self) -> None:
        """Answer frames that have arrived, a few at a time."""
        for _ in range(FRAMES_A_ROUND):
            frame = self.radio.receive(0)
            if frame is None:
                break
            self._serve(frame)
        # Here too: in a flood there is never a rest.
        self.radio.forget_strangers()

    def _serve(self, frame: memoryview) -> None:
        """Answer one frame, and only then keep it."""
        header = wire.unpack_header(frame)
        if header is None:
            self._serve_other(frame)
            return
        kind, flags, epoch, counter = header
        mac = self.radio.sender()
        if kind in (wire.REPORT, wire.ANNOUNCE):
            self._serve_report(mac, frame, flags, epoch, counter)
        elif kind == wire.PROBE:
            self._serve_probe(mac, flags, epoch, counter, wire.version_of(frame))

    def _serve_report(
        self, mac: bytes, frame: memoryview, flags: int, epoch: int, counter: int
    ) -> None:
        """Acknowledge a node's frame; keep it unless it was a retry, foreign or too much."""
        head = wire.pack_header(wire.ACK, 0, epoch, counter, wire.version_of(frame))
        node = self.census.owned.get(mac)
        if node is None:
            if self._strangers.take():
                self.radio.send(mac, head + struct.pack(wire.ACK_HEAD, wire.NOT_MINE, 0, 0))
            self._stranger(mac, flags)
            return
        crc = crc32(frame)
        repeated = node.crc == crc
        status = wire.FULL if self.ring.full() and not repeated else wire.KEPT
        if self._may_answer(mac):
            self._acknowledge(mac, head, status, node.confirm)
        if repeated:
            self.repeated += 1
        elif status == wire.FULL:
            self.dropped += 1
        else:
            node.crc = crc
            self.kept += 1
            self.ring.keep(mac, self.radio.rssi(), frame)

    def _may_answer(self, mac: bytes) -> bool:
        """Tell whether an answer would get through before who asked has gone to sleep."""
        radio = self.radio
        radio.look()
        # One that fetches an update is awake, and takes at once what is under way to it.
        few = radio.flying_in_all() < FLYING_IN_ALL or self.mailbox.brings_update(mac)
        return few and radio.flying(mac) < FLYING_MAX

    def _acknowledge(self, mac: bytes, head: bytes, status: int, confirm: bytes) -> None:
        """Send an ACK, and at once the mail that it speaks of, while the node still listens."""
        mail = self.mailbox.waiting(mac)
        body = struct.pack(wire.ACK_HEAD, status, len(mail), self.boot_id)
        self.radio.send(mac, head + body + confirm)
        self.longest_ack_ms = max(self.longest_ack_ms, self.radio.waited_ms())
        for frame in mail:
            self.radio.send(mac, frame)

    def _serve_other(self, frame: memoryview) -> None:
        """Let the host know of a node whose protocol is another one; nobody can answer it."""
        self.foreign += 1
        node = self.census.owned.get(self.radio.sender())
        if node is None or self.ring.full() or len(frame) < wire.HEADER_SIZE:
            return
        crc = crc32(frame)
        if node.crc != crc:
            node.crc = crc
            self.ring.keep(self.radio.sender(), self.radio.rssi(), frame)

    def _serve_probe(self, mac: bytes, flags: int, epoch: int, counter: int, version: int) -> None:
        """Tell a searching node whether it is ours."""
        node = self.census.owned.get(mac)
        status = wire.NOT_MINE if node is None else wire.KEPT
        if self._strangers.take() if node is None else self._may_answer(mac):
            head = wire.pack_header(wire.PROBE_REPLY, 0, epoch, counter, version)
            body = struct.pack(wire.PROBE_REPLY_BODY, status, self.channel, self.boot_id)
            self.radio.send(mac, head + body)
        if node is None:
            self._stranger(mac, flags)

    def _stranger(self, mac: bytes, flags: int) -> None:
        """Count and remember a node that is not ours."""
        self.foreign += 1
        self.census.hear(mac, self.radio.rssi(), flags)

    # --- Host ---

    def _hear_host(self) -> None:
        """Take what the host has sent, and answer the request that it completes."""
        frame = self.console.read()
        if frame is None:
            return
        kind, sequence, payload = frame
        self.console.protect()
        self._host_heard = time.ticks_ms()
        self._say(kind | wire.REPLY, sequence, requests.answer(self, kind, payload))
        self._session = self.greeted
        if self.after_reply is not None:
            self.console.flush()
            self.after_reply()

    def _say(self, kind: int, sequence: int, payload: bytes) -> None:
        """Queue a line for the host."""
        self.console.reply(wire.pack_line(kind, sequence, payload))

    def _feed_host(self) -> int:
        """Move the output on; return the ms that may pass before the next round."""
        if self._session and self._silent():
            self._session = False
        if self._session and self.console.hungry():
            payload = self.ring.take()
            if payload:
                self.console.give(wire.pack_line(wire.RECEIVED, 0, payload))
        wait = self.console.pump()
        return IDLE_MS if wait == NEVER else wait

    def _silent(self) -> bool:
        """Tell whether the host has not been heard for too long."""
        return time.ticks_diff(time.ticks_ms(), self._host_heard) > SESSION_MS


def main() -> None:
    """Run the broker; a failure restarts the board, because nobody is there to look."""
    try:
        Broker(settings.load(DEFAULTS)).run()
    except Exception as error:
        sys.print_exception(error)
        time.sleep(1)
        if start.trial:
            start.go_back()
        machine.reset()
