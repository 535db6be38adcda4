"""Radio frames to a node: answers to its reports and probes, mail, confirms."""

import time

import wire
from silent import new_uplink

uplink = new_uplink()
counter = 0


def take(octets):
    """Hear a frame as each thing that a node waits for."""
    global counter
    counter += 1
    uplink._radio.arriving = [octets, octets]
    uplink._fetch(3)
    uplink._radio.arriving = [octets]
    ack = uplink._await(wire.ACK, 17, end())
    if ack is not None:
        uplink._settle(ack, [])
    uplink._mail.apply(counter & 0xFFFF, octets[wire.HEADER_SIZE :])


def end():
    """Return a deadline that is near."""
    return time.ticks_add(time.ticks_ms(), 1)
