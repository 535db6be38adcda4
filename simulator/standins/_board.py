"""The line to the simulator, which holds all state of this board's hardware."""

import os
import socket
import struct

import _ops

_host, _port, _ident = os.getenv("DOMOTIK_BOARD").split(":")
_sequence = 0


def connect(role):
    """Open a connection: "C" for calls, "F" for the frames that the radio receives."""
    line = socket.socket()
    line.connect(socket.getaddrinfo(_host, int(_port))[0][-1])
    # IPPROTO_TCP, TCP_NODELAY: a credit before a call would else wait 40 ms for its ACK.
    line.setsockopt(6, 1, 1)
    line.write(role + _ident + "\n")
    return line


_calls = connect("C")


def tell(op, body=b""):
    """Send one request; return its sequence number."""
    global _sequence
    _sequence = _sequence + 1 & 0xFF
    _calls.write(struct.pack(_ops.REQUEST, len(body), op, _sequence) + body)
    return _sequence


def _read(count):
    got = _calls.read(count)
    if not got:
        # The simulator is gone: the power is off.
        raise SystemExit
    return got


def call(op, body=b""):
    """Return the simulator's answer, or raise what the hardware's driver would."""
    asked = tell(op, body)
    while True:
        length, sequence, status = struct.unpack(_ops.REPLY, _read(_ops.HEAD_SIZE))
        answer = _read(length) if length else b""
        # A Ctrl-C can interrupt a call: its answer is still on the line then.
        if sequence == asked:
            break
    if status == _ops.OS_ERROR:
        number = struct.unpack_from("<i", answer)[0]
        raise OSError(number, answer[4:].decode()) if len(answer) > 4 else OSError(number)
    if status == _ops.VALUE_ERROR:
        raise ValueError(answer.decode())
    return answer


def number(op, form, *values):
    """Return a call's answer as one number."""
    return struct.unpack(form, call(op, bytes(values)))[0]


def stop(op, body=b""):
    """Make a call that ends this process: nothing runs after it, as on the chip."""
    tell(op, body)
    while True:
        _read(1)
