"""What the host may ask, and the broker's answers: payload in, result and payload out."""

import gc
import struct

import machine
import settings
import start
import updating
import version
import wire

CHANNELS = range(1, 14)
HEARD_A_REPLY = 16
CONFIRM_SIZES = (0, wire.CONFIRM_SIZE, wire.CONFIRM_SIZE + wire.TAG_SIZE)


def result(code: int) -> bytes:
    """Return a reply that is a result alone."""
    return bytes((code,))


def hello(broker, payload: bytes) -> bytes:
    """Open a session: all that is kept goes out again."""
    broker.ring.rewind()
    broker.greeted = True
    start.prove()
    return greeting(broker)


def greeting(broker) -> bytes:
    """Return the HELLO reply, also sent unasked after a start."""
    head = struct.pack(
        wire.HELLO_REPLY,
        wire.RESULT_OK,
        wire.PROTOCOL_VERSION,
        broker.boot_id,
        broker.radio.mac(),
        broker.channel,
        0,
    )
    return head + wire.pack_texts(version.FIRMWARE, settings.model(broker.settings))


def ping(broker, payload: bytes) -> bytes:
    """Tell who we are and what should have arrived."""
    ring = broker.ring
    return struct.pack(wire.PING_REPLY, wire.RESULT_OK, broker.boot_id, ring.newest, ring.depth())


def stats(broker, payload: bytes) -> bytes:
    """Tell how we are."""
    return struct.pack(
        wire.STATS_REPLY,
        wire.RESULT_OK,
        broker.uptime_s(),
        gc.mem_free(),
        broker.kept,
        broker.dropped + broker.radio.dropped(),
        broker.repeated,
        broker.foreign,
        broker.console.bad_lines,
        broker.longest_ack_ms * 1000,
        broker.ring.depth(),
        broker.mailbox.depth(),
        broker.census.heard(),
        len(broker.census.owned),
        broker.radio.strangers(),
        machine.reset_cause(),
    )


def leave(broker, payload: bytes) -> bytes:
    """End the program once this answer is out."""
    broker.after_reply = broker.stop
    return result(wire.RESULT_OK)


def restart(broker, payload: bytes) -> bytes:
    """Restart the board once this answer is out."""
    broker.after_reply = machine.reset
    return result(wire.RESULT_OK)


def own(broker, payload: bytes) -> bytes:
    """Take a piece of the list of nodes to serve."""
    if len(payload) % 6 != 1:
        return result(wire.RESULT_BAD_PAYLOAD)
    fits = broker.census.own(payload[0], payload[1:])
    return result(wire.RESULT_OK if fits else wire.RESULT_FULL)


def confirm(broker, payload: bytes) -> bytes:
    """Forget what the host has for good; before a HELLO it means the boot before this one."""
    if not broker.greeted:
        return result(wire.RESULT_BAD_PAYLOAD)
    number, flags = struct.unpack("<IB", payload)
    known = broker.ring.confirm(number, bool(flags & wire.CONFIRM_RESEND))
    return result(wire.RESULT_OK if known else wire.RESULT_BAD_PAYLOAD)


def confirm_nodes(broker, payload: bytes) -> bytes:
    """Keep each node's confirm for its next ACK; nodes that are not served are passed over."""
    start = 0
    while start < len(payload):
        mac, length = struct.unpack_from("<6sB", payload, start)
        start += 7 + length
        if length not in CONFIRM_SIZES or start > len(payload):
            return result(wire.RESULT_BAD_PAYLOAD)
        node = broker.census.owned.get(mac)
        if node:
            node.confirm = payload[start - length : start]
    return result(wire.RESULT_OK)


def heard(broker, payload: bytes) -> bytes:
    """Tell who was heard and is nobody's that we serve."""
    head = struct.pack(wire.HEARD_HEAD, wire.RESULT_OK, broker.census.heard())
    return head + broker.census.entries(payload[0], HEARD_A_REPLY)


def configure(broker, payload: bytes) -> bytes:
    """Change the channel, for good."""
    if payload[0] != wire.CONFIGURE_CHANNEL or payload[1] not in CHANNELS:
        return result(wire.RESULT_BAD_PAYLOAD)
    broker.settings["channel"] = payload[1]
    settings.save(broker.settings)
    broker.move(payload[1])
    return result(wire.RESULT_OK)


def mail_put(broker, payload: bytes) -> bytes:
    """Keep an item for a node that is ours."""
    mac, key, seconds = struct.unpack_from(wire.MAIL_PUT_HEAD, payload)
    frame = payload[struct.calcsize(wire.MAIL_PUT_HEAD) :]
    header = wire.unpack_header(frame)
    if mac not in broker.census.owned or header is None or header[0] != wire.MAIL:
        return result(wire.RESULT_BAD_PAYLOAD)
    fits = broker.mailbox.put(mac, key, seconds, frame)
    return result(wire.RESULT_OK if fits else wire.RESULT_FULL)


def mail_drop(broker, payload: bytes) -> bytes:
    """Forget an item of a node, or all of them."""
    mac, key = struct.unpack("<6sB", payload)
    broker.mailbox.drop(mac, None if key == wire.MAIL_EVERY_KEY else key)
    return result(wire.RESULT_OK)


ANSWERS = {
    wire.HELLO: hello,
    wire.PING: ping,
    wire.STATS: stats,
    wire.EXIT: leave,
    wire.RESTART: restart,
    wire.OWN: own,
    wire.CONFIRM: confirm,
    wire.CONFIRM_NODES: confirm_nodes,
    wire.HEARD: heard,
    wire.CONFIGURE: configure,
    wire.MAIL_PUT: mail_put,
    wire.MAIL_DROP: mail_drop,
    wire.UPDATE: updating.answer,
}


def answer(broker, kind: int, payload: bytes) -> bytes:
    """Carry out a request and return its reply's payload; bad ones change nothing."""
    if kind not in ANSWERS:
        return result(wire.RESULT_UNKNOWN_KIND)
    try:
        return ANSWERS[kind](broker, payload)
    except (ValueError, IndexError):
        return result(wire.RESULT_BAD_PAYLOAD)
