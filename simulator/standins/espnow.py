"""`espnow` after ports/esp32/modespnow.c of MicroPython 1.27 to 1.29, for ESP-NOW v1."""

import io
import select
import struct
from errno import EINVAL

import _board
import _ops
from utime import sleep_ms, ticks_diff, ticks_ms

MAX_DATA_LEN = 250
ADDR_LEN = 6
KEY_LEN = 16
MAX_TOTAL_PEER_NUM = 20
MAX_ENCRYPT_PEER_NUM = 6
RATE_LORA_250K = 41
RATE_LORA_500K = 42
RATE_1M = 0
RATE_2M = 1
RATE_5M = 2
RATE_6M = 11
RATE_11M = 3
RATE_12M = 10
RATE_24M = 9
RATE_54M = 12

_GET_FILENO = 10
_RING_OVERHEAD = 14  # per message: header of 8 and the sender
_NO_MEM_MS = 2000

_peers = {}
_peers_table = {}
_active = False
_rxbuf = 528
_timeout_ms = 300000
_line = _board.connect("F")
_poll = select.poll()
_poll.register(_line, select.POLLIN)
_ring = bytearray(_ops.FRAME_SIZE + MAX_DATA_LEN)


def _error(number, name):
    raise OSError(number, "ESP_ERR_ESPNOW_" + name)


def _check_active():
    if not _active:
        _error(_ops.ERR_ESPNOW_NOT_INIT, "NOT_INIT")


def _address(mac):
    if len(mac) != ADDR_LEN:
        raise ValueError("invalid buffer length")
    return bytes(mac)


def _start():
    global _active
    _board.call(_ops.ESPNOW, struct.pack("<BI", 1, _rxbuf))
    _active = True


def _stop():
    global _active
    _active = False
    _peers.clear()
    _board.call(_ops.ESPNOW, struct.pack("<BI", 0, 0))
    while _poll.poll(0):
        _take()


def _take():
    """Read one frame into the ring; return the length of its message."""
    head = memoryview(_ring)[: _ops.FRAME_SIZE]
    if not _line.readinto(head):
        # The simulator is gone: the power is off.
        raise SystemExit
    length = struct.unpack_from("<H", head)[0]
    if length:
        _line.readinto(memoryview(_ring)[_ops.FRAME_SIZE : _ops.FRAME_SIZE + length])
    return length


class ESPNow(io.IOBase):
    """The driver; its state is the module's, because there is one radio."""

    _buffers = [None, bytearray(MAX_DATA_LEN)]

    def ioctl(self, request, arg):
        # The file itself is polled, so that waiting costs no time on the desk.
        if request == _GET_FILENO:
            return _line.fileno()
        return -EINVAL

    @property
    def peers_table(self):
        return _peers_table

    def active(self, flag=None):
        if flag is not None and bool(flag) != _active:
            (_start if flag else _stop)()
        return _active

    def config(self, name=None, rxbuf=None, timeout_ms=None, rate=None):
        global _rxbuf, _timeout_ms
        _rxbuf = _rxbuf if rxbuf is None else rxbuf
        _timeout_ms = _timeout_ms if timeout_ms is None else timeout_ms
        if name is None:
            return None
        if name not in ("rxbuf", "timeout_ms"):
            raise ValueError("unknown config param")
        return _rxbuf if name == "rxbuf" else _timeout_ms

    def set_pmk(self, key):
        if len(key) != KEY_LEN:
            raise ValueError("invalid buffer length")

    def add_peer(self, mac, lmk=None, channel=0, ifidx=0, encrypt=False):
        _check_active()
        mac = _address(mac)
        if mac in _peers:
            _error(_ops.ERR_ESPNOW_EXIST, "EXIST")
        if len(_peers) == MAX_TOTAL_PEER_NUM:
            _error(_ops.ERR_ESPNOW_FULL, "FULL")
        _peers[mac] = (mac, lmk or bytes(KEY_LEN), channel, ifidx, bool(lmk) or encrypt)

    def mod_peer(self, mac, *args, **kwargs):
        self.del_peer(mac)
        self.add_peer(mac, *args, **kwargs)

    def del_peer(self, mac):
        _check_active()
        self.get_peer(mac)
        del _peers[bytes(mac)]

    def get_peer(self, mac):
        if _address(mac) not in _peers:
            _error(_ops.ERR_ESPNOW_NOT_FOUND, "NOT_FOUND")
        return _peers[bytes(mac)]

    def get_peers(self):
        return tuple(peer for mac, peer in _peers.items() if not mac[0] & 1)

    def peer_count(self):
        return len(_peers), sum(peer[4] for peer in _peers.values())

    def stats(self):
        return struct.unpack("<IIIII", _board.call(_ops.STATS))

    def send(self, mac, message=None, sync=True, size=None):
        _check_active()
        if message is None:
            mac, message = None, mac
        if mac is None:
            sent = [_send(peer[0], message, sync) for peer in self.get_peers()]
            return all(sent)
        self.get_peer(mac)
        return _send(bytes(mac), message, sync)

    def any(self):
        _check_active()
        return bool(_poll.poll(0))

    def recvinto(self, buffers, timeout_ms=None):
        _check_active()
        if not _poll.poll(_timeout_ms if timeout_ms is None else timeout_ms):
            return 0
        length = _take()
        _board.tell(_ops.CREDIT, struct.pack("<H", length + _RING_OVERHEAD))
        _, rssi, time_ms, mac = struct.unpack_from(_ops.FRAME, _ring)
        message = memoryview(_ring)[_ops.FRAME_SIZE : _ops.FRAME_SIZE + length]
        if isinstance(buffers[1], bytearray):
            buffers[1][:] = message
        elif length > len(buffers[1]):
            raise ValueError("ESPNow.recv(): buffer error")
        else:
            buffers[1][:length] = message
        entry = _peers_table.setdefault(mac, [None, None])
        entry[0], entry[1] = rssi, time_ms
        buffers[0] = mac
        if len(buffers) >= 4:
            buffers[2], buffers[3] = rssi, time_ms
        return length

    def irecv(self, timeout_ms=None):
        return self._buffers if self.recvinto(self._buffers, timeout_ms) else (None, None)

    def recv(self, timeout_ms=None):
        got = self.irecv(timeout_ms)
        return got if got[0] is None else [bytes(part) for part in got]

    def __iter__(self):
        return self

    def __next__(self):
        return self.irecv()


def _send(mac, message, sync):
    if not 0 < len(message) <= MAX_DATA_LEN:
        _error(_ops.ERR_ESPNOW_ARG, "ARG")
    body = bytes((bool(sync),)) + mac + bytes(message)
    start = ticks_ms()
    while True:
        try:
            return bool(_board.call(_ops.SEND, body)[0])
        except OSError as error:
            if error.errno != _ops.ERR_ESPNOW_NO_MEM or ticks_diff(ticks_ms(), start) > _NO_MEM_MS:
                raise
        sleep_ms(1)
