"""The broker's own update: the host offers a version and brings what is lacking, over the link."""

import struct

import machine
import start
import wire
from beside import Beside, forget

# A version on trial that no host greets is no use: so many seconds, and it counts as a start.
LONELY_S = 120

_beside: "Beside | None" = None


def answer(broker, payload: bytes) -> bytes:
    """Take a step; return how far it is, or why there is no update."""
    try:
        return STEPS[payload[0]](broker, payload[1:])
    except (ValueError, OSError) as error:
        forget()
        return reply(wire.UPDATE_REFUSED) + wire.pack_texts(str(error)[:40])


def offer(_broker, value: bytes) -> bytes:
    """Begin, or go on where the same offer was left."""
    global _beside
    _beside = Beside(*struct.unpack(wire.UPDATE_OFFER, value))
    return reply()


def chunk(_broker, value: bytes) -> bytes:
    """Take a chunk if it is the next one."""
    number, place = struct.unpack_from(wire.CHUNK_HEAD, value)
    beside = _beside
    if beside is not None and (number, place * wire.CHUNK_SIZE) == (beside.number, beside.have()):
        beside.add(value[struct.calcsize(wire.CHUNK_HEAD) :])
        if beside.have() >= beside.size:
            beside.end()
    return reply()


def take_over(broker, _value: bytes) -> bytes:
    """Restart with the version that has come, on trial."""
    if _beside is None or not _beside.whole():
        return reply()
    _beside.take_over()
    broker.after_reply = machine.reset
    return reply()


def reply(state: "int | None" = None) -> bytes:
    """Return what is wanted next."""
    number = place = 0
    beside = _beside
    if state is None:
        state = wire.UPDATE_NOTHING
        if beside is not None:
            state = wire.UPDATE_WHOLE if beside.whole() else wire.UPDATE_LACKS
            number, place = beside.number, beside.have() // wire.CHUNK_SIZE
    return struct.pack(wire.UPDATE_REPLY, wire.RESULT_OK, state, number, place)


def lonely(uptime_s: int) -> bool:
    """Tell whether a version on trial has waited for a host in vain."""
    return start.trial and uptime_s > LONELY_S


STEPS = (offer, chunk, take_over)
