"""A broker and a node whose radios are silent: only inputs reach them."""

import broker
import wire
from envelope import Envelope
from mail import Mail
from store import Store
from uplink import Uplink

OWNED = b"\x24\xdc\xc3\xa1\xb2\xc3"
STRANGER = b"\x24\xdc\xc3\xa1\xb2\xc4"
NODE_DEFAULTS = {
    "channel": 6,
    "interval": 300,
    "heartbeat": 900,
    "led": -1,
    "dead_bands": {},
    "name": "",
    "sensors": [{"chip": "soil", "pin": 34}],
}


class Radio:
    """Sends nowhere, and hears what it is given."""

    def __init__(self):
        self.mac_of_sender = OWNED
        self.arriving = []

    def sender(self):
        return self.mac_of_sender

    def rssi(self):
        return -60

    def waited_ms(self):
        return 0

    def flying(self, mac):
        return 0

    def send(self, mac, frame):
        assert len(mac) == 6
        assert len(frame) <= wire.FRAME_MAX
        return True

    def tune(self, channel):
        assert 1 <= channel <= 13, channel

    def mac(self):
        return OWNED

    def receive(self, _ms):
        return memoryview(self.arriving.pop()) if self.arriving else None

    def __getattr__(self, name):
        return lambda *_: 0


class Sensors:
    """A soil probe, which has a reading."""

    def volts(self, _number):
        return 1.5

    def renew(self, _number, _options):
        return None


def new_broker():
    made = broker.Broker(dict(broker.DEFAULTS))
    made.radio = Radio()
    return made


def new_uplink():
    store = Store()
    store.epoch = 1
    mail = Mail(dict(NODE_DEFAULTS), store, Sensors())
    uplink = Uplink(Radio(), store, 300, b"", mail)
    uplink._envelope = Envelope(b"", OWNED)
    return uplink
