"""The broker's own code, between a radio and a line that cost nothing: print us per report."""

import gc
import struct
import sys
import time

import broker
import wire
from console import Console

MAC = b"\xa0\xb1\xc2\xd3\xe4\xf5"
# As often as a host confirms that has no rest.
CONFIRMED_AFTER = 32
BAUD = 100_000_000


class Radio:
    """Brings each frame once, and takes every answer."""

    def __init__(self, frames):
        self._frames = frames
        self._next = 0
        self.arrived = False

    def receive(self, _ms):
        if not self.arrived:
            return None
        self.arrived = False
        self._next = (self._next + 1) % len(self._frames)
        return self._frames[self._next]

    def sender(self):
        return MAC

    def rssi(self):
        return -60

    def waited_ms(self):
        return 0

    def flying(self, _mac):
        return 0

    def flying_in_all(self):
        return 0

    def look(self):
        pass

    def forget_strangers(self):
        pass

    def send(self, _mac, _frame):
        return True


def serve(made, count):
    """Let reports come and go."""
    for number in range(1, count + 1):
        made.radio.arrived = True
        made._serve_nodes()
        made._feed_host()
        while not made.console.hungry():
            made._feed_host()
        if number % CONFIRMED_AFTER == 0:
            made.ring.confirm(made.ring.newest, False)


with open(sys.argv[1]) as file:
    frames = [memoryview(bytes.fromhex(line.strip())) for line in file]
made = broker.Broker(dict(broker.DEFAULTS))
made.radio, made.console, made._session = Radio(frames), Console(BAUD), True
made.census.own(wire.OWN_BEGIN | wire.OWN_END, MAC)
made.census.owned[MAC].confirm = bytes(struct.calcsize(wire.CONFIRM_BODY) + wire.TAG_SIZE)
gc.collect()
gc.threshold(gc.mem_free() // 4)
count = int(sys.argv[2])
serve(made, count // 10)
began = time.ticks_us()
serve(made, count)
spent = time.ticks_diff(time.ticks_us(), began)
assert made.ring.next == count // 10 + count + 1, made.ring.next
print()
print(spent / count)
