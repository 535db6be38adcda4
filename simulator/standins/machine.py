"""`machine` as far as Domotik and its tests use it."""

import struct

import _board
import _ops
from utime import sleep_ms as _sleep_ms

PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
DEEPSLEEP_RESET = 4
SOFT_RESET = 5

PIN_WAKE = EXT0_WAKE = _ops.EXT0
EXT1_WAKE = _ops.EXT1
TIMER_WAKE = _ops.TIMER

_frequency = 160000000


def unique_id():
    return _board.call(_ops.MAC)


def reset_cause():
    return _board.number(_ops.RESET_CAUSE, "B")


def deepsleep(time_ms=0):
    _board.stop(_ops.DEEPSLEEP, struct.pack("<Q", time_ms))


def reset():
    _board.stop(_ops.RESET)


def soft_reset():
    _board.stop(_ops.SOFT_RESET)


def wake_reason():
    return _board.number(_ops.WAKE_REASON, "B")


def wake_pins():
    return tuple(_board.call(_ops.WAKE_PINS))


def lightsleep(time_ms=0):
    _board.call(_ops.LIGHTSLEEP, b"\1")
    _sleep_ms(time_ms)
    _board.call(_ops.LIGHTSLEEP, b"\0")


def dht_readinto(pin, buffer):
    buffer[:] = _board.call(_ops.DHT_READ, bytes((pin.id,)))


def idle():
    _sleep_ms(1)


def freq(hz=None):
    global _frequency
    if hz is None:
        return _frequency
    if hz not in (20000000, 40000000, 80000000, 160000000, 240000000):
        raise ValueError("frequency must be 20MHz, 40MHz, 80Mhz, 160MHz or 240MHz")
    _frequency = hz
    # What is below 80 MHz can't run the radio, and no board of ours does.
    _board.call(_ops.CPU_MHZ, bytes((max(hz // 1000000, 80),)))


class RTC:
    def datetime(self, moment=None):
        import time

        if moment is None:
            year, month, day, hour, minute, second, weekday, _ = time.gmtime()
            return (year, month, day, weekday, hour, minute, second, 0)
        year, month, day, _, hour, minute, second, microsecond = moment
        seconds = time.mktime((year, month, day, hour, minute, second, 0, 0))
        _board.call(_ops.CLOCK_SET, struct.pack("<d", seconds + microsecond / 1000000))

    def memory(self, content=None):
        if content is None:
            return _board.call(_ops.RTC_READ)
        _board.call(_ops.RTC_WRITE, bytes(content))


class WDT:
    def __init__(self, id=0, timeout=5000):
        self._timeout = struct.pack("<I", timeout)
        self.feed()

    def feed(self):
        _board.call(_ops.WATCHDOG, self._timeout)


class UART:
    def __init__(self, id, baudrate=115200, **_):
        self.init(baudrate)

    def init(self, baudrate=115200, **_):
        _board.call(_ops.UART_BAUD, struct.pack("<I", baudrate))


class Pin:
    IN = 1
    OUT = 3
    OPEN_DRAIN = 7
    PULL_DOWN = 1
    PULL_UP = 2

    def __init__(self, id, mode=None, pull=None, value=None):
        self.id = id
        self.init(mode, pull, value)

    def init(self, mode=None, pull=None, value=None):
        if pull is not None:
            _board.call(_ops.PIN_PULL, bytes((self.id, pull)))
        if value is not None:
            self.value(value)

    def value(self, level=None):
        if level is None:
            return _board.number(_ops.PIN_GET, "B", self.id)
        _board.call(_ops.PIN_SET, bytes((self.id, bool(level))))

    __call__ = value

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)


class ADC:
    ATTN_0DB = 0
    ATTN_2_5DB = 1
    ATTN_6DB = 2
    ATTN_11DB = 3

    def __init__(self, pin, atten=ATTN_0DB):
        self._pin = pin.id if isinstance(pin, Pin) else pin
        self._atten = atten
        self.read_uv()

    def atten(self, atten):
        self._atten = atten

    def read_uv(self):
        return _board.number(_ops.ADC_UV, "<I", self._pin, self._atten)

    def read_u16(self):
        return min(
            65535, self.read_uv() * 65535 // (950000, 1250000, 1750000, 2450000)[self._atten]
        )


class I2C:
    def __init__(self, id=-1, *, scl=18, sda=19, freq=400000, timeout=50000):
        self._wires = bytes(pin.id if isinstance(pin, Pin) else pin for pin in (scl, sda))

    def scan(self):
        return list(_board.call(_ops.I2C_SCAN, self._wires))

    def writeto(self, address, content, stop=True):
        _board.call(_ops.I2C_WRITE, self._wires + bytes((address,)) + bytes(content))
        return len(content)

    def readfrom(self, address, count, stop=True):
        return _board.call(_ops.I2C_READ, self._wires + struct.pack("<BH", address, count))

    def readfrom_into(self, address, buffer, stop=True):
        buffer[:] = self.readfrom(address, len(buffer))

    def readfrom_mem(self, address, register, count, *, addrsize=8):
        body = struct.pack("<BHB", address, count, register)
        return _board.call(_ops.I2C_READ_MEM, self._wires + body)

    def readfrom_mem_into(self, address, register, buffer, *, addrsize=8):
        buffer[:] = self.readfrom_mem(address, register, len(buffer))

    def writeto_mem(self, address, register, content, *, addrsize=8):
        self.writeto(address, bytes((register,)) + bytes(content))


class SoftI2C(I2C):
    def __init__(self, scl, sda, *, freq=400000, timeout=50000):
        super().__init__(scl=scl, sda=sda)
