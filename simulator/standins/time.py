"""`time` on the board's own clock, which runs through deep sleep and starts at 0."""

import _board
import _ops
from utime import gmtime, localtime, mktime, sleep, sleep_ms, sleep_us
from utime import ticks_us as _ticks_us

_PERIOD = 1 << 30
_started_us = int(_board.number(_ops.STARTED, "<d") * 1000000)


def time():
    return int(_board.number(_ops.CLOCK, "<d"))


def time_ns():
    return int(_board.number(_ops.CLOCK, "<d") * 1000000000)


def ticks_us():
    return (_ticks_us() - _started_us) & (_PERIOD - 1)


def ticks_ms():
    return ((_ticks_us() - _started_us) // 1000) & (_PERIOD - 1)


ticks_cpu = ticks_us


def ticks_add(ticks, delta):
    return (ticks + delta) & (_PERIOD - 1)


def ticks_diff(end, start):
    return ((end - start + _PERIOD // 2) & (_PERIOD - 1)) - _PERIOD // 2
