"""`time` on the board's own clock: it runs through deep sleep, and starts at 0, which is 2000."""

import _board
import _ops
from utime import gmtime as _gmtime
from utime import mktime as _mktime
from utime import sleep, sleep_ms, sleep_us
from utime import ticks_us as _ticks_us

_PERIOD = 1 << 30
_EPOCH = 946684800
_started_us = int(_board.number(_ops.STARTED, "<d") * 1000000)


def time():
    return int(_board.number(_ops.CLOCK, "<d"))


def time_ns():
    return int(_board.number(_ops.CLOCK, "<d") * 1000000000)


def gmtime(seconds=None):
    return _gmtime((time() if seconds is None else seconds) + _EPOCH)


localtime = gmtime


def mktime(moment):
    return _mktime(moment) - _EPOCH


def ticks_us():
    return (_ticks_us() - _started_us) & (_PERIOD - 1)


def ticks_ms():
    return ((_ticks_us() - _started_us) // 1000) & (_PERIOD - 1)


ticks_cpu = ticks_us


def ticks_add(ticks, delta):
    return (ticks + delta) & (_PERIOD - 1)


def ticks_diff(end, start):
    return ((end - start + _PERIOD // 2) & (_PERIOD - 1)) - _PERIOD // 2
