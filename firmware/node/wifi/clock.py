"""Time from an NTP server: it sets the chip's clock, and dates what was measured before."""

import os
import socket
import struct
import time

import wire
from machine import RTC
from store import NOTHING, Store

from wifi import Failed

PORT = 123
ATTEMPTS = 2
TIMEOUT_S = 1
QUERY = b"\x23" + bytes(39)  # version 4, mode client; the time of asking follows
SERVER_MODE = 4
UNSYNCHRONISED = 3
# From 1900 to the year in which this port's clock begins.
BEGINS = 3155673600 if time.gmtime(0)[0] == 2000 else 2208988800
ERA = 1 << 32
EARLIEST = 3976214400  # 2026, in seconds since 1900: no server is older than this firmware
# What the chip's clock can be off since it was set: 5 % asleep, and twice that is no drift.
SLACK_S = 30
SLACK_SHARE = 10
DOUBTS = 3


def sync(server: str, store: Store) -> None:
    """Set the clock by a server; Failed says why not, and then the clock goes on as it was."""
    told, microseconds = ask(server)
    now = time.time()
    if not believed(told, now, store):
        text = "%s says %s and this clock %s; believed if it says so %d times in a row"
        raise Failed(text % (server, iso(told), iso(now), DOUBTS))
    date_anew(store, now, told)
    year, month, day, hour, minute, second, weekday = time.gmtime(told)[:7]
    RTC().datetime((year, month, day, weekday, hour, minute, second, microseconds))
    store.clock_set = told
    store.clock_doubts = 0


def believed(told: int, now: int, store: Store) -> bool:
    """Tell whether a time can be true; one that is told again and again becomes so."""
    since = store.clock_set
    if not since or abs(told - now) <= SLACK_S + (now - since) // SLACK_SHARE:
        return True
    store.clock_doubts += 1
    return store.clock_doubts >= DOUBTS


def date_anew(store: Store, now: int, told: int) -> None:
    """Date what nobody has seen yet: the clock was off by more the longer it was left alone."""
    since = store.clock_set

    def true(taken: int) -> int:
        if not since or abs(told - now) > SLACK_S + (now - since) // SLACK_SHARE:
            return taken + told - now
        if taken <= since or now <= since:
            return taken
        return since + (taken - since) * (told - since) // (now - since)

    for place, sample in enumerate(store.samples):
        # What went out once goes out again with the same time: then two copies are one.
        if not store.sent[place]:
            store.samples[place] = dated(sample, true(taken_of(sample)))
    if store.last != NOTHING:
        store.last = dated(store.last, true(taken_of(store.last)))


def taken_of(sample: bytes) -> int:
    """Return when a packed sample was taken."""
    taken: int = struct.unpack_from(wire.SAMPLE_HEAD, sample)[2]
    return taken


def dated(sample: bytes, taken: int) -> bytes:
    """Return a packed sample with another time."""
    return sample[:3] + struct.pack("<I", max(0, taken)) + sample[7:]


def iso(seconds: int) -> str:
    """Return a time of this board's clock in ISO 8601."""
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % time.gmtime(seconds)[:6]


def ask(server: str) -> "tuple[int, int]":
    """Return a server's time as (seconds of this port's clock, microseconds)."""
    host, _, port = server.partition(":")
    for _ in range(ATTEMPTS):
        try:
            return unpack(*exchange(host, int(port or PORT)))
        except OSError:
            pass
    raise Failed("no time from %s" % server)


def exchange(host: str, port: int) -> "tuple[bytes, bytes]":
    """Return an answer, and the bytes by which it must repeat the question."""
    mark = os.urandom(8)
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        line.settimeout(TIMEOUT_S)
        line.sendto(QUERY + mark, socket.getaddrinfo(host, port)[0][-1])
        return line.recv(48), mark
    finally:
        line.close()


def unpack(answer: bytes, mark: bytes) -> "tuple[int, int]":
    """Return the time that an answer tells; what can't be one is as good as no answer."""
    if len(answer) < 48 or answer[0] & 7 != SERVER_MODE or answer[24:32] != mark:
        raise OSError
    if answer[0] >> 6 == UNSYNCHRONISED or not 1 <= answer[1] <= 15:
        raise OSError
    seconds, fraction = struct.unpack("!II", answer[40:48])
    if seconds < ERA // 2:
        seconds += ERA
    if seconds < EARLIEST:
        raise Failed(
            "the NTP server says %s, before this firmware was made" % iso(seconds - BEGINS)
        )
    return seconds - BEGINS, fraction * 1000000 // ERA
