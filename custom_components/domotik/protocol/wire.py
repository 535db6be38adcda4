"""Every byte that firmware and host exchange, in one file for MicroPython and CPython.

Link: broker and host, text lines over USB serial.  Radio: node and broker, ESP-NOW.
Numbers are little-endian.  `docs/protocol.md` explains the layouts with worked frames.
"""

import struct
from binascii import a2b_base64, b2a_base64, crc32

PROTOCOL_VERSION = 1
# Who speaks a version speaks the one before too, so that host, broker and nodes can be updated one
# after the other: host first, then broker, then nodes. Answers are in the version of the question.
PROTOCOL_OLDEST = 1

# --- Link: b"~" + base64(kind u8, sequence u16, payload, CRC-32 u32) + b"\n" -------------------

LINE_START = b"~"
LINE_MAX = 512  # longest line either side writes is 374 characters; more is noise
HOST_LINE_MAX = 199  # the broker's console drops what its 260-byte input ring can't take
LINK_HEAD = "<BH"
LINK_CRC = "<I"

# Requests of the host; the broker's reply is the kind with the REPLY bit, its payload a result.
HELLO = 0x01  # (host's protocol version u8)
PING = 0x02
STATS = 0x03
EXIT = 0x04  # leave the program for the REPL, so that the board can be flashed
RESTART = 0x05
OWN = 0x06  # flags u8, MACs
CONFIRM = 0x07  # receive number u32, flags u8
CONFIRM_NODES = 0x08  # per node: MAC, length u8, confirm as it goes into the ACK
HEARD = 0x09  # first entry u8
CONFIGURE = 0x0A  # setting u8, value
MAIL_PUT = 0x0B  # MAC, key u8, time to live u32 s, MAIL frame
MAIL_DROP = 0x0C  # MAC, key u8
UPDATE = 0x0D  # step u8: 0 UPDATE_OFFER, 1 CHUNK_HEAD and bytes, 2 take over
REPLY = 0x80
# Of the broker's own accord; a HELLO reply with sequence 0 says that it has just started.
RECEIVED = 0x40  # RECEIVED_HEAD, radio frame

RESULT_OK = 0
RESULT_UNKNOWN_KIND = 1
RESULT_BAD_PAYLOAD = 2
RESULT_FULL = 3

OWN_BEGIN = 0x01
OWN_END = 0x02
CONFIRM_RESEND = 0x01  # send again everything after this receive number
CONFIGURE_CHANNEL = 0x01  # u8
CONFIGURE_BAUD = 0x02  # u32
MAIL_EVERY_KEY = 0xFF

HELLO_REPLY = "<BBI6sBI"  # result, protocol version, boot id, MAC, channel, capabilities
PING_REPLY = "<BIIH"  # result, boot id, newest receive number, ring depth
# result, uptime s, free heap, received, dropped, repeated, foreign, bad lines, longest us to an
# ACK, ring depth, mailbox depth, heard, owned, peers_table, reset cause
STATS_REPLY = "<BIIIIIIIIHHHHHB"
HEARD_HEAD = "<BB"  # result, entries in all
HEARD_ENTRY = "<6sbHB"  # MAC, RSSI dBm, age s, flags of its last radio header
RECEIVED_HEAD = "<II6sb"  # receive number, held ms, MAC, RSSI dBm
MAIL_PUT_HEAD = "<6sBI"
UPDATE_REPLY = "<BBBH"  # result, state, number of the file that is wanted, place in it; a reason
UPDATE_LACKS = 0
UPDATE_WHOLE = 1
UPDATE_REFUSED = 2
UPDATE_NOTHING = 3  # no offer is known

# --- Radio: header, body, and a tag when sealed ----------------------------------------------

FRAME_MAX = 250  # ESP-NOW v1
HEADER = "<BBIH"  # protocol version and kind, flags, epoch, counter
HEADER_SIZE = 8
TAG_SIZE = 8

REPORT = 1  # node: REPORT_HEAD, samples newest first
ACK = 2  # broker: ACK_HEAD, the node's latest confirm (none, CONFIRM_SIZE or sealed)
MAIL = 3  # host by way of the broker: key u8, value
PROBE = 4  # node, broadcast: no body
PROBE_REPLY = 5  # broker: PROBE_REPLY_BODY
ANNOUNCE = 6  # node: ANNOUNCE_HEAD, then model, firmware, sensors as texts

DOWNLINK = 0x80  # set in the kind of a nonce for what goes to the node
SEALED = 0x01
CLAIMED = 0x02  # the node has a broker that owns it

KEPT = 0
FULL = 1
NOT_MINE = 2

REPORT_HEAD = "<IH"  # node clock now s, oldest sample number that the node still keeps
REPORT_HEAD_SIZE = 6
SAMPLE_HEAD = "<BHI"  # bytes that follow, number, taken (node clock s); then BTHome objects
SAMPLE_HEAD_SIZE = 7
ACK_HEAD = "<BBI"  # status, mail waiting, boot id
ACK_HEAD_SIZE = 6
CONFIRM_BODY = "<IHH"  # epoch, host counter, highest number up to which the host has everything
CONFIRM_SIZE = 8
CONFIRM_CLEAR_SIZE = 6  # epoch and host counter; the number behind them is what gets sealed
PROBE_REPLY_BODY = "<BBI"  # status, channel, boot id
ANNOUNCE_HEAD = "<HH"  # look interval s, heartbeat s
MAIL_MAX = 112  # key and value, so that MAIL_PUT fits a host line
MAIL_A_NODE = 4  # items that wait for one node
MAIL_IN_ALL = 64  # and in a broker
MAIL_WINDOW = 16  # host counters that a node tells apart
# Keys of mail.
MAIL_INTERVAL = 0x01  # u16 s
MAIL_HEARTBEAT = 0x02  # u16 s
MAIL_IDENTIFY = 0x03  # u8 s
MAIL_RESTART = 0x04
MAIL_ANNOUNCE = 0x05
MAIL_PLACEMENT = 0x06  # u16 s, 0 ends it
MAIL_UPDATE = 0x07  # UPDATE_OFFER, then the version as text
MAIL_DRY = 0x10  # with a sensor's place in the list: its present reading is that of dry soil
MAIL_WET = 0x20  # and of wet soil
# With a place from 0 to 3, never sealed: CHUNK_HEAD and bytes of a file that a list has sealed.
MAIL_CHUNK = 0x30
MAIL_DEAD_BAND = 0x80  # with the object's id: u32 in the object's own steps

# Updates: the offer is sealed, and all that follows is held against its SHA-256.
UPDATE_OFFER = "<32sH"  # SHA-256 and size of the list
LIST_ENTRY = "<HH32s"  # behind a name: size, size when packed, SHA-256
CHUNK_HEAD = "<BH"  # number of the file, place in CHUNK_SIZE bytes
CHUNK_SIZE = 108  # with the key and its head as long as mail can be
CHUNKS_AHEAD = 8  # how far beyond the first missing chunk a node tells what it has
# What an ANNOUNCE's fourth text begins with: wants "%02x%04x%02x%s" (file, place of the first
# chunk that is missing, bits of those after it, start of the list's SHA-256), on trial, or a
# reason why there is no update.
UPDATE_WANTS = "w"
UPDATE_TRIAL = "t"
UPDATE_FAILED = "x"

# BTHome v2 objects that our firmware writes.
BATTERY = 0x01  # uint8 %
TEMPERATURE = 0x02  # sint16 0.01 °C
HUMIDITY = 0x03  # uint16 0.01 %
PRESSURE = 0x04  # uint24 0.01 hPa
ILLUMINANCE = 0x05  # uint24 0.01 lx
VOLTAGE = 0x0C  # uint16 0.001 V
OPENING = 0x11  # uint8, 1 is open
CO2 = 0x12  # uint16 ppm
MOISTURE = 0x14  # uint16 0.01 %
DOOR = 0x1A  # uint8, 1 is open
GARAGE_DOOR = 0x1B  # uint8, 1 is open
MOTION = 0x21  # uint8, 1 is detected
WINDOW = 0x2D  # uint8, 1 is open
BUTTON = 0x3A  # uint8, PRESS or LONG_PRESS
PRESS = 1
LONG_PRESS = 4
# Extension objects: what BTHome lacks, 0xE0 to 0xEF.
TVOC_PPB = 0xE0  # uint16 ppb
AWAKE = 0xE1  # uint16 ms, the wake before this one
SEND_FAILURES = 0xE2  # uint16, reports without an ACK since the cold start
RESET_CAUSE = 0xE3  # uint8, machine.reset_cause()
DROPPED_SAMPLES = 0xE4  # uint16, pushed out of the node's memory since the cold start
SENSOR_FAULTS = 0xE5  # uint16, bit n: the n-th sensor of the ANNOUNCE gave no reading
MAIL_APPLIED = 0xE6  # uint16, host counter of mail that was applied
MISSING = 0xE7  # object id u8, instance u8: gave no reading, but an instance behind it did
OBJECT_SIZES = {
    BATTERY: 1,
    TEMPERATURE: 2,
    HUMIDITY: 2,
    PRESSURE: 3,
    ILLUMINANCE: 3,
    VOLTAGE: 2,
    OPENING: 1,
    CO2: 2,
    MOISTURE: 2,
    DOOR: 1,
    GARAGE_DOOR: 1,
    MOTION: 1,
    WINDOW: 1,
    BUTTON: 1,
    TVOC_PPB: 2,
    AWAKE: 2,
    SEND_FAILURES: 2,
    RESET_CAUSE: 1,
    DROPPED_SAMPLES: 2,
    SENSOR_FAULTS: 2,
    MAIL_APPLIED: 2,
    MISSING: 2,
}


def pack_line(kind: int, sequence: int, payload: bytes) -> bytes:
    """Return the link line that carries one frame."""
    frame = struct.pack(LINK_HEAD, kind, sequence) + payload
    frame += struct.pack(LINK_CRC, crc32(frame))
    return LINE_START + b2a_base64(frame)


def unpack_line(line: bytes) -> "tuple[int, int, bytes] | None":
    """Return (kind, sequence, payload) of a line, or None when it holds no valid frame."""
    try:
        frame = a2b_base64(line[line.rfind(LINE_START) + 1 :])
    except ValueError:
        return None
    if len(frame) < 7 or struct.unpack(LINK_CRC, frame[-4:])[0] != crc32(frame[:-4]):
        return None
    kind, sequence = struct.unpack_from(LINK_HEAD, frame)
    return kind, sequence, frame[3:-4]


def speaks(version: int) -> bool:
    """Tell whether a version of the protocol is understood."""
    return PROTOCOL_OLDEST <= version <= PROTOCOL_VERSION


def pack_header(kind: int, flags: int, epoch: int, counter: int, version: int = 0) -> bytes:
    """Return the header of a radio frame; our own version, unless the other side's is older."""
    return struct.pack(HEADER, (version or PROTOCOL_VERSION) << 4 | kind, flags, epoch, counter)


def version_of(frame: "bytes | memoryview") -> int:
    """Return the version of the protocol that a radio frame is in."""
    return frame[0] >> 4


def unpack_header(frame: "bytes | memoryview") -> "tuple[int, int, int, int] | None":
    """Return (kind, flags, epoch, counter), or None for another version or too few bytes."""
    if len(frame) < HEADER_SIZE or not speaks(frame[0] >> 4):
        return None
    first, flags, epoch, counter = struct.unpack_from(HEADER, frame)
    return first & 0x0F, flags, epoch, counter


def nonce(mac: bytes, kind: int, epoch: int, counter: int) -> bytes:
    """Return the 13 bytes that never come twice under a key; `kind` with DOWNLINK to the node."""
    return mac + struct.pack("<BIH", kind, epoch, counter)


def by_id(objects: "list[tuple[int, int]]") -> "list[tuple[int, int]]":
    """Return objects in ascending order of their ids; those of one id stay in their order."""
    # MicroPython's own sort is not stable.
    order = sorted([(known[0], place) for place, known in enumerate(objects)])
    return [objects[place] for _, place in order]


def pack_sample(number: int, taken: int, objects: "list[tuple[int, int]]") -> bytes:
    """Return one sample; objects are (id, value in the object's own steps), in any order."""
    body = b""
    for object_id, value in by_id(objects):
        size = OBJECT_SIZES[object_id]
        body += bytes((object_id,)) + (value & (1 << 8 * size) - 1).to_bytes(size, "little")
    return struct.pack(SAMPLE_HEAD, SAMPLE_HEAD_SIZE - 1 + len(body), number, taken) + body


def unpack_objects(sample: "bytes | memoryview") -> "list[tuple[int, int]]":
    """Return (id, value without its sign) of a packed sample of our own objects."""
    objects = []
    start = SAMPLE_HEAD_SIZE
    while start < len(sample):
        end = start + 1 + OBJECT_SIZES[sample[start]]
        objects.append((sample[start], int.from_bytes(sample[start + 1 : end], "little")))
        start = end
    return objects


def pack_texts(*texts: str) -> bytes:
    """Return texts as UTF-8, each behind its length (u8)."""
    packed = b""
    for text in texts:
        encoded = text.encode()
        packed += bytes((len(encoded),)) + encoded
    return packed


def unpack_texts(packed: bytes, count: int) -> "list[str]":
    """Return the first `count` texts; a missing one is empty, a bad byte raises ValueError."""
    texts = []
    start = 0
    for _ in range(count):
        end = start + 1 + (packed[start] if start < len(packed) else 0)
        texts.append(bytes(packed[start + 1 : end]).decode())
        start = end
    return texts


def newer(number: int, than: int) -> bool:
    """Tell whether a u16 number comes after another, across the wrap."""
    return 0 < (number - than) & 0xFFFF < 0x8000
